import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { collectGarbage } from '#src/store/collect-garbage.js';
import { openStore } from '#src/store/folder-store.js';
import { verifyStore } from '#src/store/verify-store.js';
import { succeed } from '#src/util/outcome.js';
import { RandomStream } from '#src/util/random.js';
import { outputOf as endlessOutput, recordOf } from './fixtures/endless.mjs';
import { filesBelow, outputOf, temporaryFolder, temporaryStore, unwrap } from './temporary-store.js';

const children: ChildProcess[] = [];

function start(fixture: string, ...args: (string | number)[]): ChildProcess {
  const path = new URL(`fixtures/${fixture}`, import.meta.url);
  const child = fork(path, args.map(String));
  children.push(child);
  return child;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function messageOf<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Lets processes obtain the same keys from the same moment on; returns how often each key was computed. */
async function obtainTogether(dir: string, processes: number, keys: number): Promise<number[]> {
  const log = join(await temporaryFolder(), 'log');
  const running = Array.from({ length: processes }, () => start('obtain-keys.mjs', dir, log, keys));
  await Promise.all(running.map((child) => messageOf(child)));
  const ends = running.map((child) => once(child, 'exit'));
  for (const child of running) child.send('go');
  expect((await Promise.all(ends)).map(([code]) => code)).toEqual(running.map(() => 0));
  const counts = new Array<number>(keys).fill(0);
  for (const line of (await readFile(log, 'utf8')).trim().split('\n')) counts[Number(line)]!++;
  return counts;
}

it('processes that want the same keys at the same time compute each once', async () => {
  const { dir } = await temporaryStore();
  expect(await obtainTogether(dir, 4, 12)).toEqual(new Array(12).fill(1));
  expect(await filesBelow(join(dir, 'v1/leases'))).toEqual([]);
  expect(await filesBelow(join(dir, 'v1/tmp'))).toEqual([]);
});

it('a process killed while it computes is replaced by exactly one of those who come after it', async () => {
  const { dir } = await temporaryStore();
  const keys = 4;
  const holders = Array.from({ length: keys }, (_, index) => start('hold-lease.mjs', dir, index));
  await Promise.all(holders.map((child) => messageOf(child)));
  await Promise.all(holders.map(kill));
  expect(await filesBelow(join(dir, 'v1/leases'))).toHaveLength(keys);
  expect(await obtainTogether(dir, 3, keys)).toEqual(new Array(keys).fill(1));
});

it('a process killed while others wait for it is replaced by one of them', async () => {
  const { dir, store } = await temporaryStore();
  const holder = start('hold-lease.mjs', dir, 0);
  await messageOf(holder);
  const stores = [store, unwrap(await openStore(dir)), unwrap(await openStore(dir))];
  const compute = vi.fn(async () => succeed(outputOf('mine')));
  const onWait = vi.fn();
  const waiting = stores.map((each) =>
    each.obtain({ record: { stage: 'shared', index: 0 }, compute, onWait }),
  );
  await vi.waitUntil(() => onWait.mock.calls.length === 3);
  expect(onWait.mock.calls[0]![0]).toMatchObject({ pid: holder.pid });
  await kill(holder);
  const obtained = (await Promise.all(waiting)).map((outcome) => unwrap(outcome).cached);
  expect(obtained.filter((cached) => !cached)).toHaveLength(1);
  expect(compute).toHaveBeenCalledTimes(1);
});

it('kill -9 at any moment leaves a clean store, and nobody waits for the dead', async () => {
  const { dir, store } = await temporaryStore();
  const moments = new RandomStream([9, 9]);
  let first = 0;
  for (let round = 0; round < 30; round++) {
    const child = start('obtain-forever.mjs', dir, first);
    let last = first;
    for (let left = 1 + moments.below(5); left > 0; left--) {
      last = (await messageOf<{ computing: number }>(child)).computing;
    }
    for (let turns = moments.below(300); turns > 0; turns--) await new Promise(setImmediate);
    await kill(child);

    const report = unwrap(await verifyStore(dir));
    expect(report).toMatchObject({ damage: [], foreign: [], setAside: 0 });
    expect(report.entries).toBeGreaterThanOrEqual(last);
    // The key that it was at, and one after it.
    for (const index of [last, last + 1]) {
      const { entry } = unwrap(
        await store.obtain({
          record: recordOf(index),
          compute: async () => succeed(endlessOutput(index)),
          onWait: ({ pid }) => expect.fail(`waited for ${pid}, which is dead`),
        }),
      );
      for (const [name, blob] of Object.entries(entry.blobs)) {
        const bytes = unwrap(await store.read(blob))!;
        expect(Buffer.compare(bytes, endlessOutput(index).blobs[name]!)).toBe(0);
      }
    }
    first = last + 2;
  }
  unwrap(await collectGarbage(dir));
  expect(await filesBelow(join(dir, 'v1/tmp'))).toEqual([]);
  expect(await filesBelow(join(dir, 'v1/leases'))).toEqual([]);
  expect(unwrap(await verifyStore(dir)).entries).toBeGreaterThanOrEqual(first);
});

it('ledgers count each member once, whoever records it', async () => {
  const { dir, store } = await temporaryStore();
  const counts = await Promise.all(
    [1, 2, 3].map(() => messageOf<number>(start('record-members.mjs', dir, 15))),
  );
  expect(counts).toEqual([15, 15, 15]);
  expect(unwrap(await store.record('shared', 'member 3'))).toBe(15);
  expect(unwrap(await store.record('shared', 'another'))).toBe(16);
  expect(unwrap(await store.record('other ledger / with "any" name…', 'member 3'))).toBe(1);
  expect(unwrap(await unwrap(await openStore(dir)).record('shared', 'another'))).toBe(16);
});
