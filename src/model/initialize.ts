import { log } from '../util/portable-math.js';
import { philox, type RandomKey, randomKey } from '../util/random.js';
import type { ModelAnalysis, Variable } from './analysis.js';
import { elementCount } from './describe.js';
import type { NamedTensor } from './layer.js';

/** Standard deviation of a normal distribution cut off at ±2, so that Keras can divide by it. */
const TRUNCATED_DEVIATION = 0.87962566103423978;
/** Keras's default for the initialisers that do not look at the fans: their limit or standard deviation. */
const RANDOM_SIZE = 0.05;

/**
 * The weights that training starts from, in layer order, kernel before bias.
 *
 * Initialisers have Keras's definitions (`keras.initializers.VarianceScaling`). Each weight is a pure function of
 * (seed, layer index, variable, element), so no weight depends on how many were drawn before it.
 */
export function initializeWeights(analysis: ModelAnalysis, seed: number): readonly NamedTensor[] {
  const key = randomKey(seed, 'initialization');
  return analysis.layers.flatMap(({ variables }, layer) =>
    variables.map((variable, index) => ({
      name: variable.name,
      shape: variable.shape,
      data: drawVariable(variable, key, layer, index),
    })),
  );
}

function drawVariable(variable: Variable, key: RandomKey, layer: number, index: number): Float32Array {
  const data = new Float32Array(elementCount(variable.shape));
  const distribution = distributionOf(variable);
  switch (distribution.kind) {
    case 'constant':
      return data.fill(distribution.value);
    case 'uniform':
      return drawUniform(data, distribution.limit, key, layer, index);
    case 'normal':
    case 'truncatedNormal':
      return drawNormal(data, distribution, key, layer, index);
    default:
      return distribution satisfies never;
  }
}

type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  /** On (−limit, limit). */
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  /** A normal distribution of standard deviation `deviation` before it is cut off at ±2 of them. */
  | { readonly kind: 'truncatedNormal'; readonly deviation: number };

/** Variance scaling: Glorot and Bengio 2010 (mean of both fans), He et al. 2015 (2 / fan in), LeCun et al. 1998 (1 / fan in). */
function distributionOf({ initializer, fanIn, fanOut }: Variable): Distribution {
  switch (initializer) {
    case 'zeros':
      return { kind: 'constant', value: 0 };
    case 'ones':
      return { kind: 'constant', value: 1 };
    case 'glorotUniform':
      return uniformOfVariance(2 / (fanIn + fanOut));
    case 'glorotNormal':
      return normalOfVariance(2 / (fanIn + fanOut));
    case 'heUniform':
      return uniformOfVariance(2 / fanIn);
    case 'heNormal':
      return normalOfVariance(2 / fanIn);
    case 'lecunUniform':
      return uniformOfVariance(1 / fanIn);
    case 'lecunNormal':
      return normalOfVariance(1 / fanIn);
    case 'randomUniform':
      return { kind: 'uniform', limit: RANDOM_SIZE };
    case 'randomNormal':
      return { kind: 'normal', deviation: RANDOM_SIZE };
    case 'truncatedNormal':
      return { kind: 'truncatedNormal', deviation: RANDOM_SIZE };
    default:
      return initializer satisfies never;
  }
}

/** A uniform distribution on (−l, l) has the variance l²/3. */
function uniformOfVariance(variance: number): Distribution {
  return { kind: 'uniform', limit: Math.sqrt(3 * variance) };
}

function normalOfVariance(variance: number): Distribution {
  return { kind: 'truncatedNormal', deviation: Math.sqrt(variance) / TRUNCATED_DEVIATION };
}

/** A number in (−1, 1) from a random word: an odd multiple of 2⁻²⁴, so that both signs are alike and 0 never comes. */
function signedUniformOf(word: number): number {
  return (word >>> 8) * 2 ** -23 + 2 ** -24 - 1;
}

function drawUniform(
  data: Float32Array,
  limit: number,
  key: RandomKey,
  layer: number,
  variable: number,
): Float32Array {
  const words = new Uint32Array(4);
  for (let i = 0; i < data.length; i++) {
    if ((i & 3) === 0) philox(key, i >>> 2, variable, layer, 0, words);
    data[i] = signedUniformOf(words[i & 3] ?? 0) * limit;
  }
  return data;
}

/**
 * Marsaglia's polar method; what falls outside the disc, or beyond two deviations where those are cut off, is drawn again
 * under the next counter.
 */
function drawNormal(
  data: Float32Array,
  { kind, deviation }: { readonly kind: 'normal' | 'truncatedNormal'; readonly deviation: number },
  key: RandomKey,
  layer: number,
  variable: number,
): Float32Array {
  const most = kind === 'normal' ? Number.POSITIVE_INFINITY : 2;
  const words = new Uint32Array(4);
  for (let i = 0; i < data.length; i++) {
    let normal = Number.NaN;
    for (let attempt = 0; !(Math.abs(normal) <= most); attempt++) {
      const lane = attempt & 1 ? 2 : 0;
      if (lane === 0) philox(key, i, variable, layer, attempt >>> 1, words);
      normal = polarNormal(signedUniformOf(words[lane] ?? 0), signedUniformOf(words[lane + 1] ?? 0));
    }
    data[i] = normal * deviation;
  }
  return data;
}

/** A standard normal number from a point of the square, NaN when the point lies outside the unit disc. */
function polarNormal(u: number, v: number): number {
  const square = u * u + v * v;
  return square < 1 ? u * Math.sqrt((-2 * log(square)) / square) : Number.NaN;
}
