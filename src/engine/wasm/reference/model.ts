/** A whole model in float64, a batch at a time: what the compiled programs are tested against. */
import type { ModelAnalysis } from '../../../model/analysis.js';
import type { Loss } from '../../engine.js';
import { read, type Values } from './array.js';
import { type Batch, runLayer, type TrainingStep, type Variables } from './layers.js';
import { softmaxLoss, targetOf } from './loss.js';
import { sumOf } from './merge.js';

export type { TrainingStep, Variables } from './layers.js';

export interface BatchResult {
  /** Mean over the batch, without penalties. */
  readonly loss: number;
  readonly probabilities: readonly Values[];
  /** Of `loss` with respect to each trainable variable. */
  readonly gradients: Variables;
  /** The other variables as this batch leaves them: moving statistics; empty when scoring. */
  readonly moved: Variables;
}

/** The mean loss of a batch and its gradients. `images` are values as the first layer sees them. */
export function runBatch(
  analysis: ModelAnalysis,
  variables: Variables,
  images: Batch,
  labels: readonly number[],
  training?: TrainingStep,
  loss: Loss = { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
): BatchResult {
  const gradients = new Map<string, Values>();
  for (const { name, trainable, shape } of analysis.layers.flatMap((layer) => layer.variables)) {
    if (trainable) gradients.set(name, new Float64Array(shape.reduce((product, side) => product * side, 1)));
  }
  const moved = new Map<string, Values>();
  const context = { analysis, variables, gradients, moved, ...(training && { training }) };
  const runs: ReturnType<typeof runLayer>[] = [];
  const outputOf = (index: number): Batch => (index < 0 ? images : (runs[index]?.y ?? []));
  for (const [index, layer] of analysis.layers.entries()) {
    runs.push(runLayer(context, layer, index, layer.inputs.map(outputOf)));
  }
  const results = outputOf(runs.length - 1).map((logits, position) =>
    softmaxLoss(loss, logits, targetOf(loss, read(labels, position), logits.length)),
  );
  const last = results.map(({ gradient }) => gradient.map((one) => one / images.length));
  backpropagate(analysis, runs, last);
  return {
    loss: results.reduce((sum, result) => sum + result.loss, 0) / images.length,
    probabilities: results.map((result) => result.probabilities),
    gradients,
    moved,
  };
}

/** Goes back through the layers; what several of them read gets the sum of their gradients. */
function backpropagate(
  { layers }: ModelAnalysis,
  runs: readonly ReturnType<typeof runLayer>[],
  last: Batch,
): void {
  const arrived = new Map<number, Batch>([[layers.length - 1, last]]);
  for (let index = layers.length - 1; index >= 0; index--) {
    const dy = arrived.get(index);
    const run = runs[index];
    if (dy === undefined || run === undefined) throw new RangeError(`nothing reads layer ${index}`);
    const dxs = run.backward(dy);
    for (const [n, input] of (layers[index]?.inputs ?? []).entries()) {
      const dx = dxs[n] ?? [];
      const others = arrived.get(input);
      arrived.set(input, others === undefined ? dx : dx.map((one, i) => sumOf([others[i] ?? one, one])));
    }
  }
}
