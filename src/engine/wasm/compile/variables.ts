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
  /** Panels of 8 output channels, for the forward pass. */
  readonly panels: number;
  /** Panels of the turned and transposed kernel, for the gradient with respect to the input; 0 where that is never needed. */
  readonly transposed: number;
}

export interface PlacedVariables {
  readonly byName: ReadonlyMap<string, PlacedVariable>;
  readonly partialBytes: number;
  readonly updates: readonly Operation[];
}

/** Places weights, momenta, partial gradients and the packed copies that the kernels read. */
export function placeVariables(analysis: ModelAnalysis, memory: StaticMemory): PlacedVariables {
  const byName = new Map<string, PlacedVariable>();
  const updates: Operation[] = [];
  let partialBytes = 0;
  for (const { variables } of analysis.layers) {
    const isFirst = byName.size === 0;
    for (const { name, shape } of variables) {
      const length = shape.reduce((product, side) => product * side, 1);
      const channels = shape.at(-1) ?? 1;
      const rows = length / channels;
      const inChannels = shape.at(-2) ?? 1;
      const cells = rows / inChannels;
      const needsTransposed = !isFirst && shape.length > 1;
      const variable: PlacedVariable = {
        name,
        shape,
        length,
        weights: memory.reserve(length * 4),
        velocity: memory.reserve(length * 4),
        partial: partialBytes,
        panels: memory.reserve(rows * panelWidth(channels) * 4),
        transposed: needsTransposed ? memory.reserve(cells * channels * panelWidth(inChannels) * 4) : 0,
      };
      byName.set(name, variable);
      partialBytes += Math.ceil(length / 16) * 64;
      const { weights, velocity, partial, panels, transposed } = variable;
      const fields = [
        weights,
        velocity,
        partial,
        rows,
        channels,
        panels,
        transposed,
        shape.length > 1 ? cells : 1,
      ];
      updates.push({ kind: UPDATE, buffers: [], fields: () => fields });
    }
  }
  return { byName, partialBytes, updates };
}

/** Channels rounded up to whole panels. */
export function panelWidth(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}
