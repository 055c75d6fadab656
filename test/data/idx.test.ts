import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readIdx, readIdxPair } from '#src/data/idx.js';
import type { Outcome } from '#src/util/outcome.js';
import { idxBytes, temporaryFolder } from './idx-files.js';

const images = idxBytes([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const labels = idxBytes([2], [1, 0]);

async function fileOf(content: Uint8Array, name = 'images'): Promise<string> {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  return file;
}

/** The message of a failure of kind `data` that is one line and begins with the file. */
function complaint(outcome: Outcome<unknown>, file: string): string {
  if (outcome.ok) throw new Error('should have failed');
  expect(outcome.failure.kind).toBe('data');
  expect(outcome.failure.message).not.toContain('\n');
  expect(outcome.failure.message.startsWith(`${file}: `)).toBe(true);
  return outcome.failure.message.slice(file.length + 2);
}

describe('reading an IDX file', () => {
  for (const [kind, content] of [
    ['raw', images],
    ['gzip', gzipSync(images)],
    ['several gzip members', Buffer.concat([gzipSync(images.subarray(0, 9)), gzipSync(images.subarray(9))])],
  ] as const) {
    it(`reads ${kind} content whatever the name`, async () => {
      const read = await readIdx(await fileOf(content), 3);
      if (!read.ok) throw new Error(read.failure.message);
      expect(read.value.dimensions).toEqual([2, 2, 3]);
      expect([...read.value.values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(read.value.sha256).toBe('f7169b91c01c82a1c0c44aee0f6db5b5a609be8d0ba16e2ded674fe748c45dfe');
    });
  }

  it('puts together content that comes in many pieces, and tells how far it is', async () => {
    const values = Uint8Array.from({ length: 1000 * 30 * 30 }, (_, i) => (i * 7919) >>> 5);
    const seen: number[] = [];
    const read = await readIdx(await fileOf(gzipSync(idxBytes([1000, 30, 30], values))), 3, {
      onProgress: (bytes, total) => seen.push(bytes / total),
    });
    if (!read.ok) throw new Error(read.failure.message);
    expect(Buffer.compare(read.value.values, values)).toBe(0);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toBe(1);
  });

  const whole = gzipSync(images);
  const bomb = Buffer.concat([gzipSync(images), ...new Array(300).fill(gzipSync(Buffer.alloc(1_000_000)))]);
  const bad: readonly [string, Uint8Array, RegExp][] = [
    ['an empty file', new Uint8Array(0), /^the file is empty$/],
    [
      'a gzip file cut off in its data',
      whole.subarray(0, whole.length - 12),
      /^truncated, its gzip data ends too early$/,
    ],
    ['a gzip file cut off in its trailer', whole.subarray(0, whole.length - 3), /^truncated/],
    ['a gzip file cut off in its header', whole.subarray(0, 4), /^truncated/],
    ['a flipped bit in gzip data', flipped(whole, 14), /^(damaged gzip data|truncated)/],
    [
      'a wrong gzip checksum',
      flipped(whole, whole.length - 6),
      /^damaged gzip data \(incorrect data check\)$/,
    ],
    [
      'zeros after the gzip data',
      Buffer.concat([whole, Buffer.alloc(7)]),
      /^7 bytes after the end of its gzip data$/,
    ],
    [
      'garbage after the gzip data',
      Buffer.concat([whole, Buffer.from('garbage garbage')]),
      /^damaged gzip data/,
    ],
    ['two gzip files in a row', Buffer.concat([whole, whole]), /^more content than its header promises/],
    [
      'raw content with a byte too many',
      Buffer.concat([images, Buffer.alloc(1)]),
      /^more content .* \(2 images of 2×3, 12 bytes\)$/,
    ],
    [
      'raw content with a byte too few',
      images.subarray(0, -1),
      /^truncated, 27 bytes cannot hold 2 images of 2×3$/,
    ],
    ['gzipped content with a byte too few', gzipSync(images.subarray(0, -1)), /^truncated, 11 of 12 bytes/],
    [
      'less than a header',
      gzipSync(images.subarray(0, 10)),
      /^truncated, 10 bytes are less than an IDX header$/,
    ],
    ['text', Buffer.from('<!DOCTYPE html><html></html>'), /^not an IDX image file, it begins with 3c21444f /],
    ['labels in place of images', labels, /^not an IDX image file, it begins with 00000801 /],
    [
      'another type',
      Buffer.from(images).fill(13, 2, 3),
      /^not an IDX image file, it begins with 00000d03 instead of 00000803$/,
    ],
    ['no images at all', idxBytes([0, 28, 28], []), /^its header promises 0 images of 28×28$/],
    [
      'a header that promises terabytes',
      gzipSync(idxBytes([4294967295, 28, 28], [0])),
      /cannot hold 4294967295 images/,
    ],
    ['a gzip bomb', bomb, /^more content than its header promises/],
  ];
  for (const [what, content, message] of bad) {
    it(`rejects ${what}`, async () => {
      const file = await fileOf(content);
      expect(complaint(await readIdx(file, 3), file)).toMatch(message);
    });
  }

  it('does not read a file whose header says other than what is expected', async () => {
    const file = await fileOf(gzipSync(idxBytes([2, 9, 9], [])));
    const read = await readIdx(file, 3, { expected: [2, 2, 3] });
    expect(complaint(read, file)).toBe('2 images of 9×9 instead of 2 images of 2×3');
  });

  it('rejects a folder in place of a file', async () => {
    const file = join(await temporaryFolder(), 'images.gz');
    await mkdir(file);
    expect(complaint(await readIdx(file, 3), file)).toBe('a folder, not a file');
  });

  it('rejects a file that is not there', async () => {
    const file = join(await temporaryFolder(), 'images.gz');
    expect(complaint(await readIdx(file, 3), file)).toBe('there is no such file');
  });

  it.skipIf(process.platform === 'win32')(
    'rejects a file that may not be read, and says what to do',
    async () => {
      const folder = await temporaryFolder();
      const file = join(folder, 'images.gz');
      await writeFile(file, images);
      await chmod(folder, 0o755);
      await chmod(file, 0);
      // Permissions do not bind root.
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) process.seteuid?.(65534);
      try {
        const read = await readIdx(file, 3);
        expect(complaint(read, file)).toBe('permission to read it is missing');
        expect(read).toMatchObject({ failure: { advice: 'make the file and its folder readable' } });
      } finally {
        if (isRoot) process.seteuid?.(0);
      }
    },
  );

  it('stops when told to', async () => {
    const read = await readIdx(await fileOf(images), 3, { signal: AbortSignal.abort() });
    expect(read).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
  });
});

describe('reading images with their labels', () => {
  async function pair(imageBytes: Uint8Array, labelBytes: Uint8Array) {
    const files = { images: await fileOf(imageBytes, 'images'), labels: await fileOf(labelBytes, 'labels') };
    return { files, read: await readIdxPair(files, { classes: 2 }) };
  }

  it('gives an image set', async () => {
    const { read } = await pair(images, labels);
    expect(read).toMatchObject({ ok: true, value: { set: { count: 2, height: 2, width: 3, channels: 1 } } });
    if (read.ok) expect([...read.value.set.labels]).toEqual([1, 0]);
  });

  it('rejects a different number of images and labels', async () => {
    const { files, read } = await pair(images, idxBytes([3], [0, 1, 0]));
    expect(complaint(read, files.images)).toBe(`2 images, but 3 labels in ${files.labels}`);
  });

  it('rejects a label that is no class', async () => {
    const { files, read } = await pair(images, idxBytes([2], [1, 2]));
    expect(complaint(read, files.labels)).toBe('label 2 at position 1, labels go from 0 to 1');
  });

  it('rejects swapped files', async () => {
    const { files, read } = await pair(labels, images);
    expect(complaint(read, files.labels)).toMatch(/^not an IDX label file, it begins with 00000803/);
  });
});

function flipped(bytes: Uint8Array, position: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[position]! ^= 1;
  return copy;
}
