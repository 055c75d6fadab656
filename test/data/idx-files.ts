import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { CatalogueEntry, PublishedFile } from '#src/data/catalogue/entry.js';

/** A temporary folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hwr-data-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An IDX file in memory. */
export function idxBytes(dimensions: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = 8;
  header[3] = dimensions.length;
  for (const [i, dimension] of dimensions.entries()) header.writeUInt32BE(dimension, 4 + 4 * i);
  return Buffer.concat([header, Uint8Array.from(values)]);
}

/** The four files of a small set of 2×3 images in three classes: 6 to train, 3 to test. */
export const tiny = {
  'train-images': idxBytes(
    [6, 2, 3],
    Array.from({ length: 36 }, (_, i) => i),
  ),
  'train-labels': idxBytes([6], [2, 0, 1, 1, 0, 2]),
  'test-images': idxBytes(
    [3, 2, 3],
    Array.from({ length: 18 }, (_, i) => 200 + i),
  ),
  'test-labels': idxBytes([3], [0, 1, 2]),
};

export type TinyFile = keyof typeof tiny;

function published(name: TinyFile): PublishedFile {
  const content = tiny[name];
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

/** The catalogue entry of `tiny`. */
export function tinyEntry(mirrors: readonly string[] = []): CatalogueEntry {
  return {
    name: 'tiny',
    title: 'Tiny',
    source: 'made for this test',
    licence: 'MIT',
    classes: ['a', 'b', 'c'],
    height: 2,
    width: 3,
    content: {
      kind: 'idx',
      train: { count: 6, images: published('train-images'), labels: published('train-labels') },
      test: { count: 3, images: published('test-images'), labels: published('test-labels') },
      mirrors,
    },
  };
}

/** Writes `tiny` into `folder`/tiny, gzipped; `changes` replaces files by name, or leaves them out where undefined. */
export async function writeTiny(
  folder: string,
  changes: Readonly<Record<string, Uint8Array | undefined>> = {},
): Promise<string> {
  const directory = join(folder, 'tiny');
  await mkdir(directory, { recursive: true });
  const files: Record<string, Uint8Array | undefined> = {};
  for (const [name, content] of Object.entries(tiny)) files[`${name}.gz`] = gzipSync(content);
  for (const [name, content] of Object.entries({ ...files, ...changes })) {
    if (content !== undefined) await writeFile(join(directory, name), content);
  }
  return directory;
}
