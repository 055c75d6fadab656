import type { ModelAnalysis, Variable } from '../../../model/analysis.js';
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
  readonly isTrainable: boolean;
  /** Of the penalty l1·Σ|w| + l2·Σw², which is part of the gradient. */
  readonly l1: number;
  readonly l2: number;
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

/** What a variable says of how it learns, if anything. */
interface LearningHints {
  readonly trainable?: boolean;
  readonly regularizer?: { readonly l1: number; readonly l2: number };
}

/** Places weights, partial gradients and the packed copies that the kernels read. */
export function placeVariables(analysis: ModelAnalysis, memory: StaticMemory): PlacedVariables {
  const byName = new Map<string, PlacedVariable>();
  const updates: Operation[] = [];
  let partialBytes = 0;
  for (const { variables } of analysis.layers) {
    const isFirst = byName.size === 0;
    for (const { name, shape, trainable = true, regularizer } of variables as readonly (Variable &
      LearningHints)[]) {
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
        isTrainable: trainable,
        l1: regularizer?.l1 ?? 0,
        l2: regularizer?.l2 ?? 0,
        partial: partialBytes,
        panels: memory.reserve(rows * panelWidth(channels) * 4),
        transposed: needsTransposed ? memory.reserve(cells * channels * panelWidth(inChannels) * 4) : 0,
      };
      byName.set(name, variable);
      partialBytes += Math.ceil(length / 16) * 64;
      const { weights, panels, transposed } = variable;
      const fields = [weights, rows, channels, panels, transposed, shape.length > 1 ? cells : 1];
      updates.push({ kind: UPDATE, buffers: [], fields: () => fields });
    }
  }
  return { byName, partialBytes, updates };
}

/** Channels rounded up to whole panels. */
export function panelWidth(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}
