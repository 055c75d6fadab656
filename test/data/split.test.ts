import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Split, type SplitOptions, splitDataset } from '#src/data/split.js';

const CLASSES = 4;

/** Labels that hold every class at least `least` times. */
function labelsArbitrary(least: number) {
  const extra = fc.array(fc.nat(CLASSES - 1), { maxLength: 200 });
  const base = Array.from({ length: CLASSES * least }, (_, i) => i % CLASSES);
  return extra
    .chain((more) => fc.shuffledSubarray([...base, ...more], { minLength: base.length + more.length }))
    .map((all) => Uint8Array.from(all));
}

function split(options: SplitOptions): Split {
  const outcome = splitDataset(options);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

function countsByClass(labels: Uint8Array, indices: Iterable<number>): number[] {
  const counts = new Array<number>(CLASSES).fill(0);
  for (const i of indices) counts[labels[i]!]!++;
  return counts;
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const shares = fc.double({ min: 0, max: 0.5, noNaN: true });

describe('splitting off validation images', () => {
  it('puts each image in exactly one part, in ascending order', () => {
    fc.assert(
      fc.property(labelsArbitrary(2), shares, seeds, (labels, validation, seed) => {
        const parts = split({ labels, classes: CLASSES, validation, seed });
        const all = [...parts.train, ...parts.validation].sort((a, b) => a - b);
        expect(all).toEqual([...labels.keys()]);
        for (const part of [parts.train, parts.validation]) {
          expect([...part]).toEqual([...part].sort((a, b) => a - b));
        }
        expect(parts.validation.length).toBe(Math.floor(validation * labels.length + 0.5));
      }),
    );
  });

  it('takes from each class its share to within one image', () => {
    fc.assert(
      fc.property(labelsArbitrary(2), shares, seeds, (labels, validation, seed) => {
        const parts = split({ labels, classes: CLASSES, validation, seed });
        const sizes = countsByClass(labels, labels.keys());
        const taken = countsByClass(labels, parts.validation);
        for (const [c, size] of sizes.entries()) {
          const share = (size * parts.validation.length) / labels.length;
          expect(Math.abs(taken[c]! - share)).toBeLessThan(1);
        }
      }),
    );
  });

  it('depends on labels, share, limit and seed alone', () => {
    fc.assert(
      fc.property(labelsArbitrary(3), labelsArbitrary(3), seeds, (labels, tail, seed) => {
        const options = { classes: CLASSES, validation: 0.3, seed };
        const limited = split({
          ...options,
          labels: Uint8Array.from([...labels, ...tail]),
          limit: labels.length,
        });
        expect(limited).toEqual(split({ ...options, labels }));
        expect(limited).toEqual(split({ ...options, labels, limit: labels.length + 5 }));
      }),
    );
  });

  it('accepts a count of images as well as a share', () => {
    const labels = Uint8Array.from({ length: 40 }, (_, i) => i % CLASSES);
    const options = { labels, classes: CLASSES, seed: 3 };
    expect(split({ ...options, validation: 10 })).toEqual(split({ ...options, validation: 0.25 }));
    expect(split({ ...options, validation: 1 }).validation.length).toBe(1);
    expect(split({ ...options, validation: 0 }).train.length).toBe(40);
  });

  it('chooses other images with another seed, and the same ones as it always has', () => {
    const labels = Uint8Array.from({ length: 24 }, (_, i) => i % CLASSES);
    const chosen = [1, 2].map((seed) => split({ labels, classes: CLASSES, validation: 6, seed }).validation);
    expect([...chosen[0]!]).toEqual([1, 8, 15, 17, 20, 22]);
    expect([...chosen[1]!]).toEqual([1, 4, 7, 13, 14, 16]);
  });

  const labels = Uint8Array.from([0, 0, 0, 0, 0, 0, 1]);
  const bad: readonly [string, number, number, RegExp][] = [
    ['everything', 7, 7, /^load.validation holds out 7 of 7 training images, none is left/],
    ['more than everything', 100, 7, /^load.validation holds out 100 of 7 training images/],
    ['a share that rounds to everything', 0.99, 7, /^load.validation holds out 7 of 7/],
    ['all of a class', 5, 7, /^load.validation takes all 1 training images of class 1/],
    ['a part of nothing', 0.1, 0, /^load.validation holds out 0 of 0/],
    ['a negative share', -0.1, 7, /^load.validation is -0.1$/],
    ['a count with a fraction', 1.5, 7, /^load.validation is 1.5$/],
    ['NaN', Number.NaN, 7, /^load.validation is NaN$/],
  ];
  for (const [what, validation, limit, message] of bad) {
    it(`refuses to hold out ${what}`, () => {
      const outcome = splitDataset({ labels, classes: 2, validation, limit, seed: 1 });
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'spec' } });
      if (!outcome.ok) expect(outcome.failure.message).toMatch(message);
    });
  }
});
