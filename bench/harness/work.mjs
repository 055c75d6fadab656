// The work: one folder that all competitors read, so that all do the same on the same images.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadDataset } from '#src/data/load-dataset.js';
import { BenchFailure, unwrap } from './failure.mjs';

/**
 * The first `count` training images of `name` (`synthetic` needs no data). How many activations are zero depends on the
 * pixels, and with it the speed of an engine that skips zeros: noise would not do.
 *
 * @throws BenchFailure
 */
export async function loadImages({ data: name, 'data-dir': dataDir }, count) {
  const sizes = name === 'synthetic' ? { sizes: { train: count, test: 10 } } : {};
  const place = dataDir === undefined ? {} : { dataDir };
  const { train } = unwrap(
    await loadDataset({ name, seed: 1, env: process.env, offline: true, ...place, ...sizes }),
  );
  if (train.count < count) {
    throw new BenchFailure(`${name} has ${train.count} training images, not the ${count} of --images`);
  }
  const size = train.height * train.width * train.channels;
  return {
    ...train,
    count,
    pixels: train.pixels.slice(0, count * size),
    labels: train.labels.slice(0, count),
  };
}

/** Options of every benchmark that has images. */
export const imageOptions = {
  data: { type: 'string', default: 'synthetic' },
  'data-dir': { type: 'string' },
};

/** Runs `body` with a function that writes works into folders; they are gone afterwards. */
export async function withWorkFolder(body) {
  const root = mkdtempSync(path.join(os.tmpdir(), 'hwr-bench-'));
  const write = (images, work) => {
    const folder = mkdtempSync(path.join(root, 'work-'));
    const { pixels, labels, count, height, width, channels } = images;
    writeFileSync(path.join(folder, 'pixels'), pixels);
    writeFileSync(path.join(folder, 'labels'), labels);
    const described = { ...work, images: { count, height, width, channels } };
    writeFileSync(path.join(folder, 'work.json'), JSON.stringify(described));
    return folder;
  };
  try {
    return await body(write);
  } finally {
    rmSync(root, { recursive: true });
  }
}
