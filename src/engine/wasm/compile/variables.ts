import type { ModelAnalysis } from '../../../model/analysis.js';
import type { Shape } from '../../../model/layer.js';
import type { StaticMemory } from './static-memory.js';

/** Where an array of a layer and what goes with it lie. Addresses in bytes. */
export interface PlacedVariable {
  readonly name: string;
  readonly shape: Shape;
  readonly length: number;
  readonly weights: number;
  readonly isTrainable: boolean;
  /** Of the penalty l1·Σ|w| + l2·Σw², which is part of the gradient. */
  readonly l1: number;
  readonly l2: number;
  /** Place in a lane's partial gradients; −1 for what is not trained. */
  readonly partial: number;
}

export interface PlacedVariables {
  readonly byName: ReadonlyMap<string, PlacedVariable>;
  readonly partialBytes: number;
}

/** Places weights and partial gradients. */
export function placeVariables(analysis: ModelAnalysis, memory: StaticMemory): PlacedVariables {
  const byName = new Map<string, PlacedVariable>();
  let partialBytes = 0;
  for (const { variables } of analysis.layers) {
    for (const { name, shape, trainable, regularizer } of variables) {
      const length = shape.reduce((product, side) => product * side, 1);
      byName.set(name, {
        name,
        shape,
        length,
        weights: memory.reserve(length * 4),
        isTrainable: trainable,
        l1: regularizer?.l1 ?? 0,
        l2: regularizer?.l2 ?? 0,
        partial: trainable ? partialBytes : -1,
      });
      if (trainable) partialBytes += Math.ceil(length / 16) * 64;
    }
  }
  return { byName, partialBytes };
}

/** Channels rounded up to whole panels. */
export function panelWidth(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}
