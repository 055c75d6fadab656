import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import { type FitOptions, fitImages, isDarkOnLight } from '#src/data/images/fit.js';
import { RandomStream } from '#src/util/random.js';

const dataDir = process.env.HWR_DATA_DIR ?? '../shared';
const mnistFile = join(dataDir, 'mnist', 't10k-images-idx3-ubyte.gz');
const semeionFile = join(dataDir, 'semeion', 'semeion.data.gz');
const asMnist: FitOptions = { size: [28, 28], box: [20, 20], invert: 'auto' };

function imageSet(pixels: Uint8Array, height: number, width: number, channels = 1): ImageSet {
  const count = pixels.length / (height * width * channels);
  return { count, height, width, channels, pixels, labels: new Uint8Array(count) };
}

function inverted(set: ImageSet): ImageSet {
  return { ...set, pixels: set.pixels.map((p) => 255 - p) };
}

/** `count` images with a filled, softly edged blob of ink somewhere. */
function blobs(count: number, height: number, width: number): ImageSet {
  const stream = new RandomStream([4, 2]);
  const pixels = new Uint8Array(count * height * width);
  for (let i = 0; i < count; i++) {
    const blobHeight = 1 + stream.below(height - 4);
    const blobWidth = 1 + stream.below(width - 4);
    const top = 2 + stream.below(height - 3 - blobHeight);
    const left = 2 + stream.below(width - 3 - blobWidth);
    for (let y = 0; y < blobHeight; y++) {
      for (let x = 0; x < blobWidth; x++) {
        pixels[(i * height + top + y) * width + left + x] = 100 + stream.below(156);
      }
    }
  }
  return imageSet(pixels, height, width);
}

/** The box of the ink and its centre of mass. */
function measure(set: ImageSet, index: number) {
  let [mass, momentY, momentX, top, left, bottom, right] = [0, 0, 0, 999, 999, -1, -1];
  for (let y = 0; y < set.height; y++) {
    for (let x = 0; x < set.width; x++) {
      const value = set.pixels[(index * set.height + y) * set.width + x]!;
      if (value === 0) continue;
      mass += value;
      momentY += value * y;
      momentX += value * x;
      [top, left] = [Math.min(top, y), Math.min(left, x)];
      [bottom, right] = [Math.max(bottom, y), Math.max(right, x)];
    }
  }
  return { mass, y: momentY / mass, x: momentX / mass, height: bottom - top + 1, width: right - left + 1 };
}

describe('fitImages', () => {
  it('scales the ink into the box, keeps its proportions, and centres its mass', () => {
    for (const [height, width] of [
      [64, 48],
      [16, 16],
      [21, 90],
    ] as const) {
      const before = blobs(40, height, width);
      const after = fitImages(before, asMnist);
      expect([after.count, after.height, after.width, after.channels]).toEqual([40, 28, 28, 1]);
      for (let i = 0; i < before.count; i++) {
        const [source, fitted] = [measure(before, i), measure(after, i)];
        expect(Math.max(fitted.height, fitted.width)).toBe(20);
        const scale = 20 / Math.max(source.height, source.width);
        expect(Math.abs(fitted.height - source.height * scale)).toBeLessThanOrEqual(1);
        expect(Math.abs(fitted.width - source.width * scale)).toBeLessThanOrEqual(1);
        expect(Math.abs(fitted.y - 14)).toBeLessThanOrEqual(0.5);
        expect(Math.abs(fitted.x - 14)).toBeLessThanOrEqual(0.5);
      }
    }
  });

  it('averages areas where it shrinks: no ink is lost', () => {
    const pixels = new Uint8Array(60 * 60);
    for (let y = 0; y < 60; y++) {
      for (let x = 0; x < 60; x++) if ((x + y) % 2 === 0) pixels[y * 60 + x] = 200;
    }
    const { pixels: fitted } = fitImages(imageSet(pixels, 60, 60), { ...asMnist, invert: false });
    // 5 or 4 of the 9 pixels behind each one have ink.
    expect(new Set(fitted)).toEqual(new Set([0, 89, 111]));
    expect(fitted.filter((p) => p === 111)).toHaveLength(200);
  });

  it('interpolates where it grows', () => {
    const options: FitOptions = { size: [4, 4], box: [4, 4], invert: false };
    const { pixels } = fitImages(imageSet(Uint8Array.of(100, 200, 100, 200), 2, 2), options);
    for (let y = 0; y < 4; y++) expect([...pixels.subarray(4 * y, 4 * y + 4)]).toEqual([100, 125, 175, 200]);
  });

  it('gives the same for inverted images, told so or not', () => {
    const set = blobs(20, 40, 40);
    const fitted = fitImages(set, asMnist).pixels;
    expect(fitImages(inverted(set), asMnist).pixels).toEqual(fitted);
    expect(fitImages(inverted(set), { ...asMnist, invert: true }).pixels).toEqual(fitted);
    expect(fitImages(inverted(set), { ...asMnist, invert: false }).pixels).not.toEqual(fitted);
    expect([isDarkOnLight(set), isDarkOnLight(inverted(set))]).toEqual([false, true]);
  });

  it('leaves images without ink black, white paper included', () => {
    const empty = imageSet(new Uint8Array(3 * 50), 5, 10);
    expect(fitImages(empty, asMnist).pixels).toEqual(new Uint8Array(3 * 784));
    expect(fitImages(inverted(empty), asMnist).pixels).toEqual(new Uint8Array(3 * 784));
    expect(fitImages(imageSet(new Uint8Array(0), 5, 10), asMnist).count).toBe(0);
  });

  it('makes colour grey by its luminance', () => {
    const colour = imageSet(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 200, 200), 1, 4, 3);
    const options: FitOptions = { size: [1, 4], box: [1, 4], invert: false };
    expect([...fitImages(colour, options).pixels]).toEqual([76, 150, 29, 200]);
  });

  it('keeps thin strokes inside the image and the labels with their images', () => {
    const pixels = new Uint8Array(2 * 30 * 30);
    for (let y = 0; y < 30; y++) pixels[y * 30 + 3] = 255;
    pixels.fill(255, 900 + 60, 900 + 90);
    const set = { ...imageSet(pixels, 30, 30), labels: Uint8Array.of(4, 9) };
    const fitted = fitImages(set, asMnist);
    expect([...fitted.labels]).toEqual([4, 9]);
    expect(measure(fitted, 0)).toMatchObject({ height: 20, width: 1, x: 14 });
    expect(measure(fitted, 1)).toMatchObject({ height: 1, width: 20, y: 14 });
  });

  it('rejects a box that is larger than the image', () => {
    expect(() => fitImages(blobs(1, 9, 9), { ...asMnist, box: [20, 30] })).toThrow(/20×30 is larger/);
  });

  it.skipIf(!existsSync(mnistFile))('leaves MNIST as it is', () => {
    const mnist = imageSet(new Uint8Array(gunzipSync(readFileSync(mnistFile)).subarray(16)), 28, 28);
    const fitted = fitImages(mnist, asMnist);
    let [same, difference] = [0, 0];
    for (let i = 0; i < mnist.count; i++) {
      let sum = 0;
      for (let p = i * 784; p < (i + 1) * 784; p++) sum += Math.abs(mnist.pixels[p]! - fitted.pixels[p]!);
      if (sum === 0) same++;
      difference += sum / 784;
    }
    expect(same / mnist.count).toBeGreaterThan(0.999);
    expect(difference / mnist.count).toBeLessThan(0.05);
  });

  it.skipIf(!existsSync(semeionFile))('gives Semeion’s 16×16 digits MNIST’s form', () => {
    // 256 pixels and 10 label values a line; the file ends with a line that has neither.
    const lines = gunzipSync(readFileSync(semeionFile))
      .toString()
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields.length >= 266);
    const pixels = new Uint8Array(lines.length * 256);
    for (const [i, line] of lines.entries()) {
      const values = line.slice(0, 256);
      pixels.set(
        values.map((value) => Number(value) * 255),
        i * 256,
      );
    }
    const semeion = imageSet(pixels, 16, 16);
    expect(semeion.count).toBe(1593);
    expect(isDarkOnLight(semeion)).toBe(false);
    const fitted = fitImages(semeion, asMnist);
    let ink = 0;
    for (let i = 0; i < fitted.count; i++) {
      const { mass, y, x, height, width } = measure(fitted, i);
      ink += mass / fitted.count / 255 / 784;
      expect(Math.max(height, width)).toBe(20);
      expect(Math.max(Math.abs(y - 14), Math.abs(x - 14))).toBeLessThanOrEqual(0.5);
    }
    // MNIST's share of ink is 0.13; Semeion's strokes are a little thicker once enlarged.
    expect(ink).toBeGreaterThan(0.1);
    expect(ink).toBeLessThan(0.2);
  });
});
