import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import { drawDigit } from '#src/data/synthetic/draw-digit.js';
import { generateSynthetic } from '#src/data/synthetic/generate.js';
import { RandomStream } from '#src/util/random.js';

/** SHA-256 of pixels and labels, training set and test set. */
const GOLDEN = [
  [
    '84dcf6f38883c72b4ec28503fc189718fdbbb5e5147357e8f11854b6dffa1d88',
    '227d9a23f43f17c109fdcb2371f0bd6d3aaccadea3661c0b57f2a06c00cfdddf',
  ],
  [
    'b8a8cd53a95fafacfb8e4d691249ef88bf1eb9ddbd9f4a5b36cce7688718ec42',
    '63451b64d31c2e288276e28bbe599f855df6e6b6d2df6d35435eef75fe276e8d',
  ],
];

const SIZE = 28 * 28;
const { train, test } = generateSynthetic({ seed: 1, train: 2000, test: 500 });

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function images(set: ImageSet): Uint8Array[] {
  return Array.from({ length: set.count }, (_, i) => set.pixels.subarray(i * SIZE, (i + 1) * SIZE));
}

/** Mass, centre of mass and extent of an image's ink, in pixels. */
function measure(image: Uint8Array) {
  const rows: number[] = [];
  const columns: number[] = [];
  let mass = 0;
  let x = 0;
  let y = 0;
  for (const [i, value] of image.entries()) {
    if (value === 0) continue;
    const row = Math.floor(i / 28);
    rows.push(row);
    columns.push(i % 28);
    mass += value;
    x += value * (i % 28);
    y += value * row;
  }
  return {
    mass: mass / 255,
    x: x / mass,
    y: y / mass,
    width: Math.max(...columns) - Math.min(...columns) + 1,
    height: Math.max(...rows) - Math.min(...rows) + 1,
  };
}

/** The share of `set`'s images whose nearest neighbour in `known` has the same label. */
function nearestNeighbourAccuracy(set: ImageSet, known: ImageSet): number {
  const references = images(known);
  let right = 0;
  for (const [i, image] of images(set).entries()) {
    let nearest = Number.POSITIVE_INFINITY;
    let label = -1;
    for (const [j, reference] of references.entries()) {
      let distance = 0;
      for (let k = 0; k < SIZE && distance < nearest; k++) distance += (image[k]! - reference[k]!) ** 2;
      if (distance < nearest) {
        nearest = distance;
        label = known.labels[j]!;
      }
    }
    if (label === set.labels[i]) right++;
  }
  return right / set.count;
}

describe('generateSynthetic', () => {
  it('describes what it draws', () => {
    const set = generateSynthetic({ seed: 1, train: 30, test: 20 });
    expect(set.name).toBe('synthetic');
    expect(set.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(set.train).toMatchObject({ count: 30, height: 28, width: 28, channels: 1 });
    expect(set.train.pixels.length).toBe(30 * SIZE);
    expect(set.test).toMatchObject({ count: 20, height: 28, width: 28, channels: 1 });
  });

  it('gives the same bytes everywhere, for ever', () => {
    const set = generateSynthetic({ seed: 7, train: 200, test: 100 });
    expect([set.train, set.test].map(({ pixels, labels }) => [sha256(pixels), sha256(labels)])).toEqual(
      GOLDEN,
    );
  });

  it('draws an image that depends on seed, split and index, not on how many are drawn', () => {
    const few = generateSynthetic({ seed: 1, train: 137, test: 13 });
    expect(few.train.pixels).toEqual(train.pixels.subarray(0, 137 * SIZE));
    expect(few.train.labels).toEqual(train.labels.subarray(0, 137));
    expect(few.test.pixels).toEqual(test.pixels.subarray(0, 13 * SIZE));
    const other = generateSynthetic({ seed: 2, train: 137, test: 13 });
    expect(other.train.pixels).not.toEqual(few.train.pixels);
    expect(other.train.labels).not.toEqual(few.train.labels);
  });

  it('has each class once in every ten images, in an order that changes', () => {
    const orders = new Set<string>();
    for (let i = 0; i < train.count; i += 10) {
      const block = [...train.labels.subarray(i, i + 10)];
      orders.add(block.join(''));
      expect(block.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    expect(orders.size).toBeGreaterThan(190);
  });

  it('never draws an image twice, within a split or between them', () => {
    const all = [...images(train), ...images(test)];
    expect(new Set(all.map(sha256)).size).toBe(all.length);
  });

  it('fits each digit into 20 × 20 and centres it by mass, as MNIST does', () => {
    for (const image of images(train)) {
      const { x, y, width, height } = measure(image);
      expect(Math.max(width, height)).toBeLessThanOrEqual(20);
      expect(Math.max(width, height)).toBeGreaterThanOrEqual(18);
      // MNIST's centre is pixel 14, to the nearest whole pixel
      expect(Math.abs(x - 14)).toBeLessThanOrEqual(0.51);
      expect(Math.abs(y - 14)).toBeLessThanOrEqual(0.51);
    }
  });

  it('uses as much ink as MNIST, in as many tones', () => {
    const values = train.pixels;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length / 255;
    const share = (claim: (value: number) => boolean) => values.filter(claim).length / values.length;
    // MNIST's training set: mean 0.1307, 19.1 % of the pixels not 0, 7.4 % at 250 or more
    expect(mean).toBeGreaterThan(0.12);
    expect(mean).toBeLessThan(0.14);
    expect(share((value) => value > 0)).toBeGreaterThan(0.18);
    expect(share((value) => value > 0)).toBeLessThan(0.2);
    expect(share((value) => value >= 250)).toBeGreaterThan(0.06);
    expect(share((value) => value >= 250)).toBeLessThan(0.085);
    // an image is never empty and never a blot
    const masses = images(train).map((image) => measure(image).mass);
    expect(Math.min(...masses)).toBeGreaterThan(15);
    expect(Math.max(...masses)).toBeLessThan(270);
  });

  it('draws digits that can be told apart, though not without effort', () => {
    const accuracy = nearestNeighbourAccuracy(
      generateSynthetic({ seed: 3, train: 0, test: 200 }).test,
      train,
    );
    expect(accuracy).toBeGreaterThan(0.85);
    expect(accuracy).toBeLessThan(0.995);
  });

  it('reports how far it is', () => {
    const seen: number[][] = [];
    generateSynthetic({
      seed: 1,
      train: 1500,
      test: 20,
      onProgress: (done, count) => seen.push([done, count]),
    });
    expect(seen).toEqual([
      [1000, 1520],
      [1500, 1520],
      [1520, 1520],
    ]);
  });

  it('draws nothing where nothing is asked for', () => {
    const none = generateSynthetic({ seed: 1, train: 0, test: 0 });
    expect(none.train.pixels.length + none.test.pixels.length).toBe(0);
  });
});

describe('drawDigit', () => {
  it('writes only its own 28 × 28 bytes', () => {
    const pixels = new Uint8Array(3 * SIZE);
    drawDigit(4, new RandomStream([1, 2]), pixels, SIZE);
    expect(pixels.subarray(0, SIZE).every((value) => value === 0)).toBe(true);
    expect(pixels.subarray(2 * SIZE).every((value) => value === 0)).toBe(true);
    expect(pixels.subarray(SIZE, 2 * SIZE).some((value) => value > 0)).toBe(true);
  });

  it('refuses what is not a digit', () => {
    const stream = new RandomStream([1, 2]);
    expect(() => drawDigit(10, stream, new Uint8Array(SIZE))).toThrow('a digit is 0 to 9, not 10');
  });
});
