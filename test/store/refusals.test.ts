/** What the store does when the operating system refuses: every call in turn, with every error. */
import { type FileHandle, truncate, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { makeFolder } from '#src/store/durable-file.js';
import { keyOf } from '#src/store/entry-file.js';
import { openStore } from '#src/store/folder-store.js';
import { layoutOf, leasePath } from '#src/store/layout.js';
import { currentProcess } from '#src/store/process-identity.js';
import { verifyStore } from '#src/store/verify-store.js';
import { type Failure, succeed } from '#src/util/outcome.js';
import { filesBelow, temporaryFolder, temporaryStore, unwrap } from './temporary-store.js';

/** The call that is refused (counted from 1), and with which error. */
const refusal = vi.hoisted(() => ({ at: 0, call: '', code: '', calls: 0 }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  function refuse(call: string): void {
    if (refusal.call !== '' && refusal.call !== call) return;
    refusal.calls++;
    if (refusal.at !== 0 && refusal.calls < refusal.at) return;
    if (refusal.at !== 0 && refusal.call === '' && refusal.calls > refusal.at) return;
    if (refusal.code === '') return;
    throw Object.assign(new Error(`${refusal.code}: ${call}`), { code: refusal.code, syscall: call });
  }
  const guarded =
    <A extends unknown[], R>(call: string, action: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      refuse(call);
      return await action(...args);
    };
  const open = async (...args: Parameters<typeof real.open>): Promise<FileHandle> => {
    refuse('open');
    const handle = await real.open(...args);
    handle.write = guarded('write', handle.write.bind(handle)) as FileHandle['write'];
    handle.sync = guarded('sync', handle.sync.bind(handle));
    return handle;
  };
  return {
    ...real,
    open,
    rename: guarded('rename', real.rename),
    link: guarded('link', real.link),
    mkdir: guarded('mkdir', real.mkdir as (path: string, options: object) => Promise<string | undefined>),
  };
});

function refuse(next: Partial<typeof refusal>): void {
  Object.assign(refusal, { at: 0, call: '', code: '', calls: 0 }, next);
}

beforeEach(() => refuse({}));

const record = { stage: 'train' };
const output = { meta: {}, blobs: { a: new Uint8Array(10), b: new Uint8Array(20) }, notes: {} };
const compute = async () => succeed(output);

async function leaveDeadLease(dir: string): Promise<void> {
  const layout = layoutOf(dir);
  const holder = { ...currentProcess(), pid: 2 ** 22 + 1, token: '0123456789abcdef' };
  await makeFolder(layout.leases);
  await writeFile(leasePath(layout, keyOf(record)), JSON.stringify(holder));
}

describe('a refused call', () => {
  it.each([
    { beginning: 'in a new store', prepare: async () => undefined },
    { beginning: 'with a dead lease to take over', prepare: leaveDeadLease },
  ])('at any point ($beginning) is a storage failure of one line, and leaves a clean store that works again', async ({
    prepare,
  }) => {
    const { dir: countedDir, store: counted } = await temporaryStore();
    await prepare(countedDir);
    refuse({});
    unwrap(await counted.obtain({ record, compute }));
    const calls = refusal.calls;
    expect(calls).toBeGreaterThan(15);
    let failures = 0;
    for (let at = 1; at <= calls; at++) {
      const { dir, store } = await temporaryStore();
      await prepare(dir);
      refuse({ at, code: 'ENOSPC' });
      const outcome = await store.obtain<Failure>({ record, compute });
      refuse({});
      if (!outcome.ok) {
        failures++;
        expect(outcome.failure.kind).toBe('storage');
        expect(`${outcome.failure.message} ${outcome.failure.advice}`).not.toMatch(/\n|undefined/);
        expect(await filesBelow(`${dir}/v1/tmp`)).toEqual([]);
      }
      expect(unwrap(await verifyStore(dir))).toMatchObject({ damage: [], foreign: [] });
      const onWait = () => expect.fail(`waited after call ${at} was refused`);
      const { cached } = unwrap(await store.obtain({ record, compute, onWait }));
      if (outcome.ok) expect(cached).toBe(true);
      const entry = unwrap(await store.lookup(store.keyOf(record)))!;
      expect(unwrap(await store.read(entry.blobs.b!))).toEqual(new Uint8Array(20));
      expect(await filesBelow(`${dir}/v1/leases`)).toEqual([]);
    }
    // All but the last look at the lease, before it is given up.
    expect(failures).toBe(calls - 1);
  });

  it.each([
    ['ENOSPC', 'cache gc'],
    ['EDQUOT', 'cache gc'],
    ['EACCES', '--cache-dir'],
    ['EROFS', '--cache-dir'],
    ['EMFILE', '--jobs'],
  ])('with %s advises %s', async (code, advice) => {
    const { store } = await temporaryStore();
    refuse({ call: 'open', code });
    const outcomes = [await store.obtain({ record, compute }), await store.record('ledger', 'member')];
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        ok: false,
        failure: { kind: 'storage', advice: expect.stringContaining(advice) },
      });
    }
  });

  it('to set damage aside leaves a miss', async () => {
    const { dir, store } = await temporaryStore();
    const { entry } = unwrap(await store.obtain({ record, compute }));
    await truncate(`${dir}/v1/blobs/${entry.blobs.a!.sha256.slice(0, 2)}/${entry.blobs.a!.sha256}`, 1);
    refuse({ call: 'rename', code: 'EROFS' });
    expect(unwrap(await store.read(entry.blobs.a!))).toBeUndefined();
    expect(unwrap(await store.lookup(entry.key))).toBeUndefined();
  });
});

describe('a file system without hard links', () => {
  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('(%s) has leases all the same', async (code) => {
    const dir = await temporaryFolder();
    const stores = await Promise.all([1, 2, 3].map(async () => unwrap(await openStore(dir))));
    refuse({ call: 'link', code });
    const spy = vi.fn(compute);
    const obtained = await Promise.all(stores.map((store) => store.obtain({ record, compute: spy })));
    expect(refusal.calls).toBeGreaterThanOrEqual(3);
    expect(spy).toHaveBeenCalledTimes(1);
    expect(obtained.map((outcome) => unwrap(outcome).cached).sort()).toEqual([false, true, true]);
    expect((await filesBelow(dir)).filter((path) => /tmp|leases/.test(path))).toEqual([]);
  });
});
