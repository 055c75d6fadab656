import type { ModelAnalysis } from '../../../model/analysis.js';
import type { Shape } from '../../../model/layer.js';
import { UPDATE } from '../layout/operations.js';
import type { StaticMemory } from './static-memory.js';
import type { Operation } from './workspace.js';

/** Where a trainable array and what goes with it lie. Addresses in bytes. */
export interface PlacedVariable {
  readonly name: string;
  readonly shape: Shape;
  readonly length: number;
  readonly weights: number;
  readonly velocity: number;
  /** Place in a lane's partial gradients. */
  readonly partial: number;
}

export interface PlacedVariables {
  readonly byName: ReadonlyMap<string, PlacedVariable>;
  readonly partialBytes: number;
  readonly updates: readonly Operation[];
}

/** Places weights, momenta and partial gradients. */
export function placeVariables(analysis: ModelAnalysis, memory: StaticMemory): PlacedVariables {
  const byName = new Map<string, PlacedVariable>();
  const updates: Operation[] = [];
  let partialBytes = 0;
  for (const { variables } of analysis.layers) {
    for (const { name, shape } of variables) {
      const length = shape.reduce((product, side) => product * side, 1);
      const weights = memory.reserve(length * 4);
      const velocity = memory.reserve(length * 4);
      const partial = partialBytes;
      byName.set(name, { name, shape, length, weights, velocity, partial });
      partialBytes += Math.ceil(length / 16) * 64;
      updates.push({ kind: UPDATE, buffers: [], fields: () => [weights, velocity, partial, length] });
    }
  }
  return { byName, partialBytes, updates };
}

/** Channels rounded up to whole panels. */
export function panelWidth(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}
