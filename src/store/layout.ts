/** Where things lie in the cache folder. The format's version is in the path, so that versions never read each other. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BlobHash, StageKey } from '../util/hash.js';
import { sha256 } from '../util/hash.js';
import { codeOf } from './storage-failure.js';

export const FORMAT = 1;

export interface Layout {
  /** The cache folder as the user named it. */
  readonly dir: string;
  /** `v1/`, which holds everything else. */
  readonly root: string;
  readonly entries: string;
  readonly blobs: string;
  readonly leases: string;
  readonly ledgers: string;
  /** Files being written, and files about to be removed. */
  readonly temporary: string;
  /** What failed a check is set aside here. */
  readonly damaged: string;
}

/** The layout of the store in a cache folder. */
export function layoutOf(dir: string): Layout {
  const root = resolve(dir, `v${FORMAT}`);
  return {
    dir,
    root,
    entries: join(root, 'entries'),
    blobs: join(root, 'blobs'),
    leases: join(root, 'leases'),
    ledgers: join(root, 'ledgers'),
    temporary: join(root, 'tmp'),
    damaged: join(root, 'damaged'),
  };
}

/** Where the entry under a key lies: `entries/ab/<key>.json`. */
export function entryPath(layout: Layout, key: StageKey): string {
  return join(layout.entries, key.slice(0, 2), `${key}.json`);
}

/** Where a blob lies: `blobs/ab/<sha256>`. */
export function blobPath(layout: Layout, hash: BlobHash): string {
  return join(layout.blobs, hash.slice(0, 2), hash);
}

/** Where the lease on a key lies. */
export function leasePath(layout: Layout, key: StageKey): string {
  return join(layout.leases, key);
}

/** The folder of a ledger's members; a ledger may have any name. */
export function ledgerFolder(layout: Layout, ledger: string): string {
  return join(layout.ledgers, sha256(ledger));
}

/** A file found in the store; `name` is undefined for one that the store did not put there. */
export interface FoundFile {
  readonly path: string;
  readonly name: string | undefined;
}

/** The entry files: `name` is the key. */
export function entryFiles(layout: Layout): AsyncGenerator<FoundFile> {
  return shardedFiles(layout.entries, /^([0-9a-f]{64})\.json$/);
}

/** The blob files: `name` is the hash. */
export function blobFiles(layout: Layout): AsyncGenerator<FoundFile> {
  return shardedFiles(layout.blobs, /^([0-9a-f]{64})$/);
}

/** Files of a flat folder whose name matches, in name order. */
export async function* flatFiles(folder: string, pattern = /^(.+)$/): AsyncGenerator<FoundFile> {
  for (const item of await listFolder(folder)) {
    const name = item.isFile() ? pattern.exec(item.name)?.[1] : undefined;
    yield { path: join(folder, item.name), name };
  }
}

async function* shardedFiles(folder: string, pattern: RegExp): AsyncGenerator<FoundFile> {
  for (const shard of await listFolder(folder)) {
    const path = join(folder, shard.name);
    if (!shard.isDirectory() || !/^[0-9a-f]{2}$/.test(shard.name)) {
      yield { path, name: undefined };
      continue;
    }
    for await (const file of flatFiles(path, pattern)) {
      yield file.name?.startsWith(shard.name) ? file : { path: file.path, name: undefined };
    }
  }
}

async function listFolder(folder: string): Promise<Dirent[]> {
  try {
    const items = await readdir(folder, { withFileTypes: true });
    return items.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
