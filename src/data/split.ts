import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { permutation, type RandomPurpose, RandomStream, randomKey } from '../util/random.js';

export interface SplitOptions {
  /** Class numbers of the training file's images, in the file's order. */
  readonly labels: Uint8Array;
  /** Number of classes. */
  readonly classes: number;
  /** How much to hold out: a share below 1, or a count of images. 0 holds out nothing. */
  readonly validation: number;
  /** Only the first `limit` images are used, for both parts. */
  readonly limit?: number;
  readonly seed: number;
  /** What the images are held out for: its setting in the spec, and the purpose of the random numbers. */
  readonly for?: HeldOutFor;
}

export interface HeldOutFor {
  readonly setting: string;
  readonly purpose: RandomPurpose;
  readonly advice: string;
}

const VALIDATION: HeldOutFor = {
  setting: 'load.validation',
  purpose: 'validation split',
  advice: 'use a smaller load.validation or a larger load.limit',
};

/** Indices into the training file, ascending; together they are the first `limit` images, each once. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Holds out a part of the training images, for validation unless told otherwise, stratified: each class gives its share, to within one image.
 * The choice depends on labels, validation, limit and seed alone.
 *
 * Failures of kind `spec`: nothing would be left to train on, in all or of one class; a share or count that is neither.
 */
export function splitDataset(options: SplitOptions): Outcome<Split> {
  const { classes, seed, for: use = VALIDATION } = options;
  const labels = options.labels.subarray(0, options.limit ?? options.labels.length);
  const heldOut = countHeldOut(options.validation, labels.length, use);
  if (!heldOut.ok) return heldOut;

  const members = membersByClass(labels, classes);
  const shares = apportion(
    members.map((indices) => indices.length),
    heldOut.value,
  );
  const emptied = members.findIndex((indices, c) => indices.length > 0 && indices.length === shares[c]);
  if (emptied >= 0) {
    const had = members[emptied]?.length ?? 0;
    return fail(
      tooMuch(
        `${use.setting} takes all ${had} training images of class ${emptied}, none is left to train on`,
        use,
      ),
    );
  }

  const isHeldOut = new Uint8Array(labels.length);
  const key = randomKey(seed, use.purpose);
  for (const [c, indices] of members.entries()) {
    const order = permutation(indices.length, new RandomStream(key, c));
    for (const position of order.subarray(0, shares[c] ?? 0)) isHeldOut[indices[position] ?? 0] = 1;
  }
  const train = new Uint32Array(labels.length - heldOut.value);
  const validation = new Uint32Array(heldOut.value);
  let t = 0;
  let v = 0;
  for (const [i, out] of isHeldOut.entries()) {
    if (out === 1) validation[v++] = i;
    else train[t++] = i;
  }
  return succeed({ train, validation });
}

function tooMuch(message: string, { advice }: HeldOutFor): Failure {
  return { kind: 'spec', message, advice };
}

/** How many of `count` images `load.validation` holds out: a share, rounded, or that many. */
export function heldOutOf(validation: number, count: number): number {
  return validation < 1 ? Math.floor(validation * count + 0.5) : validation;
}

function countHeldOut(validation: number, count: number, use: HeldOutFor): Outcome<number> {
  const { setting } = use;
  if (!(validation >= 0) || (validation >= 1 && !Number.isInteger(validation))) {
    return fail({
      kind: 'spec',
      message: `${setting} is ${validation}`,
      advice: 'give a share from 0 to below 1, or a whole number of images',
    });
  }
  const heldOut = heldOutOf(validation, count);
  if (heldOut >= count) {
    return fail(
      tooMuch(`${setting} holds out ${heldOut} of ${count} training images, none is left to train on`, use),
    );
  }
  return succeed(heldOut);
}

function membersByClass(labels: Uint8Array, classes: number): readonly (readonly number[])[] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  for (const [i, label] of labels.entries()) members[label]?.push(i);
  return members;
}

/**
 * Divides `seats` among classes in proportion to their sizes by largest remainder (Hamilton), in whole numbers so that
 * no rounding is involved; among equal remainders the lower class number comes first.
 */
function apportion(sizes: readonly number[], seats: number): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total === 0) return sizes;
  const remainders = sizes.map((size) => (size * seats) % total);
  const shares = sizes.map((size, c) => (size * seats - (remainders[c] ?? 0)) / total);
  const left = seats - shares.reduce((sum, share) => sum + share, 0);
  const order = [...sizes.keys()].sort((a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0) || a - b);
  for (const c of order.slice(0, left)) shares[c] = (shares[c] ?? 0) + 1;
  return shares;
}
