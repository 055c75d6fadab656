import { spawnSync } from 'node:child_process';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '#src/store/durable-file.js';
import { openStore } from '#src/store/folder-store.js';
import { type Layout, layoutOf, leasePath } from '#src/store/layout.js';
import { type Holder, LeaseRequest, readLease } from '#src/store/lease.js';
import { currentProcess } from '#src/store/process-identity.js';
import { succeed } from '#src/util/outcome.js';
import { filesBelow, outputOf, temporaryFolder, temporaryStore, unwrap } from './temporary-store.js';

const record = { stage: 'train' };
const compute = async () => succeed(outputOf('x'));
const deadPid = spawnSync(process.execPath, ['--version']).pid;

/** Writes a lease as another process would have left it. */
async function leave(path: string, holder: Partial<Holder>): Promise<string> {
  await makeFolder(join(path, '..'));
  const token = holder.token ?? '0123456789abcdef';
  await writeFile(path, `${JSON.stringify({ ...currentProcess(), token, ...holder })}\n`);
  return token;
}

async function temporaryLayout(): Promise<Layout> {
  return layoutOf(await temporaryFolder());
}

/** Claims once with each of `count` requests, all at the same time: which got it? */
async function race(
  layout: Layout,
  path: string,
  count: number,
): Promise<{ held: LeaseRequest[]; rest: LeaseRequest[] }> {
  const requests = await Promise.all(Array.from({ length: count }, () => LeaseRequest.open(layout, path)));
  const rivals = await Promise.all(requests.map((request) => request.claim()));
  return {
    held: requests.filter((_, i) => rivals[i] === undefined),
    rest: requests.filter((_, i) => rivals[i] !== undefined),
  };
}

describe('a lease', () => {
  it('is had by one at a time, and by the next after that', async () => {
    const layout = await temporaryLayout();
    const path = join(layout.leases, 'key');
    const { held, rest } = await race(layout, path, 8);
    expect(held).toHaveLength(1);
    expect(await rest[0]!.claim()).toMatchObject({ holder: { pid: process.pid, host: hostname() } });
    await held[0]!.close();
    expect(await rest[0]!.claim()).toBeUndefined();
    expect(await rest[1]!.claim()).toBeDefined();
    for (const request of rest) await request.close();
    expect((await filesBelow(layout.root)).filter((file) => /leases|tmp/.test(file))).toEqual([]);
  });

  it('of a dead process is taken over by exactly one of many', async () => {
    const layout = await temporaryLayout();
    for (let round = 0; round < 40; round++) {
      const path = join(layout.leases, `key-${round}`);
      await leave(path, { pid: deadPid });
      const { held, rest } = await race(layout, path, 8);
      expect(held).toHaveLength(1);
      for (const request of [...held, ...rest]) await request.close();
    }
    expect(await filesBelow(layout.leases)).toEqual([]);
  });

  it('is taken over even from processes that died while they took it over', async () => {
    const layout = await temporaryLayout();
    const path = join(layout.leases, 'key');
    const first = await leave(path, { pid: deadPid, token: 'aaaaaaaaaaaaaaaa' });
    const second = await leave(`${path}.${first}`, { pid: deadPid, token: 'bbbbbbbbbbbbbbbb' });
    await leave(`${path}.${first}.${second}`, { pid: deadPid, token: 'cccccccccccccccc' });
    const { held, rest } = await race(layout, path, 5);
    expect(held).toHaveLength(1);
    for (const request of [...held, ...rest]) await request.close();
    expect(await filesBelow(layout.leases)).toEqual([]);
  });

  it('is not removed by one whose lease another machine has taken over', async () => {
    const layout = await temporaryLayout();
    const path = join(layout.leases, 'key');
    const request = await LeaseRequest.open(layout, path);
    expect(await request.claim()).toBeUndefined();
    await rm(path);
    await leave(path, { space: 'elsewhere', token: 'dddddddddddddddd' });
    await request.close();
    expect((await readLease(path))?.token).toBe('dddddddddddddddd');
  });
});

describe('obtain, when a lease is there', () => {
  it.each([
    ['whose process is dead', { pid: deadPid }],
    ['whose process id belongs to another process now', { start: '1' }],
  ])('%s, takes it over at once', async (_, holder) => {
    if ('start' in holder && currentProcess().start === '') return; // only Linux tells when a process began
    const { dir, store } = await temporaryStore();
    await leave(leasePath(layoutOf(dir), store.keyOf(record)), holder);
    const onWait = vi.fn();
    expect(unwrap(await store.obtain({ record, compute, onWait })).cached).toBe(false);
    expect(onWait).not.toHaveBeenCalled();
    expect(await filesBelow(join(dir, 'v1/leases'))).toEqual([]);
  });

  it('of another machine that has been silent for long, takes it over at once', async () => {
    const { dir, store } = await temporaryStore();
    const path = leasePath(layoutOf(dir), store.keyOf(record));
    await leave(path, { space: 'elsewhere', host: 'node17' });
    const longAgo = Date.now() / 1000 - 40;
    await utimes(path, longAgo, longAgo);
    const onWait = vi.fn();
    expect(unwrap(await store.obtain({ record, compute, onWait })).cached).toBe(false);
    expect(onWait).not.toHaveBeenCalled();
  });

  it('that was torn by a power cut long ago, takes it over at once', async () => {
    const { dir, store } = await temporaryStore();
    const path = leasePath(layoutOf(dir), store.keyOf(record));
    await leave(path, {});
    await writeFile(path, '{"pid":12');
    await utimes(path, 1000, 1000);
    expect(unwrap(await store.obtain({ record, compute })).cached).toBe(false);
  });

  it('of a living process on another machine, says once that it waits, and goes on when the lease is gone', async () => {
    const { dir, store } = await temporaryStore();
    const key = store.keyOf(record);
    const path = leasePath(layoutOf(dir), key);
    await leave(path, { space: 'elsewhere', host: 'node17', pid: 4711 });
    const { signal } = new AbortController();
    const pauses = vi.spyOn(signal, 'addEventListener');
    const onWait = vi.fn();
    const obtaining = store.obtain({ record, compute, onWait, signal });
    await vi.waitUntil(() => pauses.mock.calls.length >= 3);
    await rm(path);
    expect(unwrap(await obtaining).cached).toBe(false);
    expect(onWait.mock.calls).toEqual([[{ key, pid: 4711, host: 'node17' }]]);
  });

  it('waits for the other, then reads what it has stored', async () => {
    const { dir, store } = await temporaryStore();
    const other = unwrap(await openStore(dir));
    const { promise: waited, resolve: onWait } = withResolvers();
    const compute = vi.fn(async () => {
      await waited;
      return succeed(outputOf('slow'));
    });
    const begun = vi.waitUntil(() => compute.mock.calls.length > 0);
    const first = store.obtain({ record, compute });
    await begun;
    const second = other.obtain({ record, compute, onWait });
    expect(unwrap(await first).cached).toBe(false);
    expect(unwrap(await second).cached).toBe(true);
    expect(compute).toHaveBeenCalledTimes(1);
  });

  it('stops waiting when its signal says so, and leaves the lease to its holder', async () => {
    const { dir, store } = await temporaryStore();
    const path = leasePath(layoutOf(dir), store.keyOf(record));
    await leave(path, {});
    const before = await readFile(path, 'utf8');
    const controller = new AbortController();
    const waiting = [1, 2].map(() =>
      store.obtain({ record, compute, onWait: () => controller.abort(), signal: controller.signal }),
    );
    for (const outcome of await Promise.all(waiting)) {
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
    }
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await filesBelow(join(dir, 'v1/tmp'))).toEqual([]);
  });
});

function withResolvers(): { promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
