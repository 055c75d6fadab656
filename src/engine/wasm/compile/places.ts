/** Where variables and what is made of them lie. */
import type { ProgramContext } from './convolution.js';
import type { BatchNormalizationNode } from './nodes.js';
import { factorsOf, type NormalizationPlaces, packScoring, strideOf } from './normalization.js';
import type { Packing } from './packing.js';
import type { StaticMemory } from './static-memory.js';
import type { PlacedVariable } from './variables.js';

/** The variable of that name. */
export function variableOf({ variables }: Pick<ProgramContext, 'variables'>, name: string): PlacedVariable {
  const variable = variables.get(name);
  if (variable === undefined) throw new Error(`the model has no variable ${name}`);
  return variable;
}

/** A variable's address, 0 for one that a layer does not have. */
export function addressOf(context: Pick<ProgramContext, 'variables'>, name: string | undefined): number {
  return name === undefined ? 0 : variableOf(context, name).weights;
}

/** A variable's place in the partial gradients, −1 for one that a layer does not have or does not train. */
export function partialOf(context: Pick<ProgramContext, 'variables'>, name: string | undefined): number {
  return name === undefined ? -1 : variableOf(context, name).partial;
}

/** Places what batch normalisations compute, each once. */
export class Normalizations {
  readonly #memory: StaticMemory;
  readonly #variables: ReadonlyMap<string, PlacedVariable>;
  readonly #packing: Packing;
  readonly #places = new Map<string, NormalizationPlaces>();
  readonly #zeros: number;
  /** Moments of all images of a batch: no two normalisations ever use them at once. */
  readonly #moments: number;

  /**
   * @param zeros address of as many as the widest layer has panel columns
   * @param widest channels of the widest normalisation that measures its batches; 0 when there is none
   */
  constructor(
    memory: StaticMemory,
    variables: ReadonlyMap<string, PlacedVariable>,
    packing: Packing,
    zeros: number,
    batchSize: number,
    widest: number,
  ) {
    this.#memory = memory;
    this.#variables = variables;
    this.#packing = packing;
    this.#zeros = zeros;
    this.#moments = widest === 0 ? 0 : memory.reserve(batchSize * 2 * strideOf(widest));
  }

  of(node: BatchNormalizationNode): NormalizationPlaces {
    const known = this.#places.get(node.movingMean);
    if (known !== undefined) return known;
    const stride = strideOf(node.output.channels);
    const context = { variables: this.#variables };
    const places: NormalizationPlaces = {
      gamma: addressOf(context, node.gamma),
      beta: addressOf(context, node.beta),
      movingMean: addressOf(context, node.movingMean),
      movingVariance: addressOf(context, node.movingVariance),
      gammaPartial: partialOf(context, node.gamma),
      betaPartial: partialOf(context, node.beta),
      moments: this.#moments,
      coefficients: this.#memory.reserve(7 * stride),
      scoring: this.#memory.reserve(2 * stride),
    };
    this.#packing.add(packScoring(node, places));
    if (node.isFrozen) {
      // dx = k₀·g + k₁·x + k₂ with k₀ the scale of scoring and zeros behind it, which is what it makes of these variables.
      const { coefficients, gamma, movingVariance } = places;
      const scoring = factorsOf(coefficients, stride);
      const variables = { gamma, beta: 0, movingMean: this.#zeros, movingVariance, scoring };
      this.#packing.add(packScoring(node, variables));
    }
    this.#places.set(node.movingMean, places);
    return places;
  }
}
