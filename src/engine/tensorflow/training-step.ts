import type { Variable } from '../../model/analysis.js';
import { dropoutMask } from '../dropout-mask.js';
import type { StepInput } from './feed.js';
import type { TrainingContext } from './layers.js';
import { logitsOf, lossesOf } from './network.js';
import { clip, penalised, stepOf } from './optimizer.js';
import { type BatchScore, countCorrect, type Network, sum, tensorsOf } from './score.js';
import type { Tensor } from './tfjs.js';

/** What the forward pass leaves beside the loss; not part of what tfjs tidies away. */
interface Forward {
  readonly logits: Tensor;
  readonly losses: Tensor;
  /** A batch's statistics by the names of the moving ones. */
  readonly measured: ReadonlyMap<string, Tensor>;
}

/** One step: gradients, the optimizer's rule, moving statistics and averages. `tensors` then holds the new state. */
export function trainOnBatch(network: Network, tensors: Map<string, Tensor>, input: StepInput): BatchScore {
  const { tf } = network.tfjs;
  const replaced: Tensor[] = [];
  const replace = (name: string, tensor: Tensor) => {
    replaced.push(tensorOf(tensors, name));
    tensors.set(name, tf.keep(tensor));
  };
  let score: BatchScore = { lossSum: Number.NaN, correct: 0 };
  tf.tidy(() => {
    const trained = network.analysis.layers.flatMap(({ variables }) =>
      variables.filter(({ trainable }) => trainable),
    );
    const { gradients, forward } = gradientsOf(network, tensors, trained, input);
    const { logits, losses, measured } = forward;
    score = { lossSum: sum(losses.dataSync()), correct: countCorrect(logits.dataSync(), input.labels) };
    applyRule(network, tensors, trained, gradients, input, replace);
    moveStatistics(network, tensors, measured, replace);
    tf.dispose([logits, losses, ...measured.values()]);
  });
  tf.dispose(replaced);
  return score;
}

function gradientsOf(
  { tfjs, analysis, options }: Network,
  tensors: ReadonlyMap<string, Tensor>,
  trained: readonly Variable[],
  input: StepInput,
): { readonly gradients: readonly Tensor[]; readonly forward: Forward } {
  const { tf } = tfjs;
  const [images, targets] = tensorsOf(tfjs, analysis, input);
  const measured = new Map<string, Tensor>();
  const { epoch, step } = input;
  const training: TrainingContext = {
    dropoutMask: (layer, rate, length) =>
      Float32Array.from(dropoutMask(options.keys.dropout, { layer, step, epoch }, rate, 0, length)),
    measured: (name, value) => measured.set(name, value),
  };
  let forward: Forward | undefined;
  const { grads } = tf.valueAndGrads(() => {
    const logits = tf.keep(logitsOf(analysis, { tfjs, variables: tensors, training }, images));
    const losses = tf.keep(lossesOf(tfjs, options.loss, logits, targets));
    forward = { logits, losses, measured };
    return tf.mean(losses);
  })(trained.map(({ name }) => tensorOf(tensors, name)));
  if (forward === undefined) throw new Error('the forward pass did not run');
  return { gradients: grads, forward };
}

/** Moves the weights, what the optimizer keeps, and the moving averages. */
function applyRule(
  { tfjs, options: { optimizer, emaMomentum } }: Network,
  tensors: ReadonlyMap<string, Tensor>,
  trained: readonly Variable[],
  gradients: readonly Tensor[],
  { factors }: StepInput,
  replace: (name: string, tensor: Tensor) => void,
): void {
  const { tf } = tfjs;
  const whole = trained.map((variable, i) =>
    penalised(tfjs, variable, tensorOf(tensors, variable.name), gradientAt(gradients, i)),
  );
  const clipped = clip(tfjs, whole, optimizer.clipping);
  for (const [i, { name }] of trained.entries()) {
    const nameOf = (what: string) => `${optimizer.kind}/${name}/${what}`;
    const weights = tensorOf(tensors, name);
    const moved = stepOf(tfjs, optimizer, factors, weights, gradientAt(clipped, i), (what) =>
      tensorOf(tensors, nameOf(what)),
    );
    replace(name, moved.weights);
    for (const [what, value] of Object.entries(moved.kept)) replace(nameOf(what), value);
    if (emaMomentum === undefined) continue;
    const { averageMomentum } = factors;
    const average = tf.mul(tensorOf(tensors, `ema/${name}`), averageMomentum);
    replace(`ema/${name}`, tf.add(average, tf.mul(moved.weights, 1 - averageMomentum)));
  }
}

/** kept ← momentum·kept + (1 − momentum)·batch */
function moveStatistics(
  { tfjs: { tf }, analysis }: Network,
  tensors: ReadonlyMap<string, Tensor>,
  measured: ReadonlyMap<string, Tensor>,
  replace: (name: string, tensor: Tensor) => void,
): void {
  for (const { layer, variables } of analysis.layers) {
    if (layer.kind !== 'batchNormalization') continue;
    for (const { name } of variables) {
      const now = measured.get(name);
      if (now === undefined) continue;
      const kept = tf.mul(tensorOf(tensors, name), layer.momentum);
      replace(name, tf.add(kept, tf.mul(now, 1 - layer.momentum)));
    }
  }
}

function gradientAt(gradients: readonly Tensor[], index: number): Tensor {
  const gradient = gradients[index];
  if (gradient === undefined) throw new RangeError(`no gradient ${index}`);
  return gradient;
}

function tensorOf(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`no tensor ${name}`);
  return tensor;
}
