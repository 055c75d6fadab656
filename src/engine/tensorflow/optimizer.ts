/** The optimizers' rules (see `Optimizer` in ../engine.ts) in TensorFlow's operations. */
import type { Variable } from '../../model/analysis.js';
import type { Clipping, CompileOptions, Optimizer } from '../engine.js';
import { stateNames } from '../state-names.js';
import type { Tensor, Tfjs } from './tfjs.js';

/** What changes from step to step; in float64, rounded when it becomes a tensor. */
export interface StepFactors {
  readonly rate: number;
  /** rate·√(1 − beta2ᵗ) / (1 − beta1ᵗ); the rate itself for optimizers without betas. */
  readonly correctedRate: number;
  /** Share of a weight that decays before the step. */
  readonly decay: number;
  readonly averageMomentum: number;
}

/** What is kept for the variables, in the order in which it is filed. */
export function keptTensors(
  variables: readonly Variable[],
  { optimizer, emaMomentum }: Pick<CompileOptions, 'optimizer' | 'emaMomentum'>,
): readonly { readonly name: string; readonly variable: Variable }[] {
  const trained = variables.filter(({ trainable }) => trainable);
  const named = (nameOf: (variable: string) => string) =>
    trained.map((variable) => ({ name: nameOf(variable.name), variable }));
  const names = stateNames(optimizer).filter((what) => what !== '');
  const kept = names.flatMap((what) => named((name) => `${optimizer.kind}/${name}/${what}`));
  return emaMomentum === undefined ? kept : [...kept, ...named((name) => `ema/${name}`)];
}

/** A gradient with what the variable's penalty adds: l1·sign(w) + 2·l2·w. */
export function penalised(
  { tf }: Tfjs,
  { regularizer }: Variable,
  weights: Tensor,
  gradient: Tensor,
): Tensor {
  if (regularizer === undefined) return gradient;
  let sum = gradient;
  if (regularizer.l1 !== 0) sum = tf.add(sum, tf.mul(tf.sign(weights), regularizer.l1));
  return regularizer.l2 === 0 ? sum : tf.add(sum, tf.mul(weights, 2 * regularizer.l2));
}

/** Gradients that are no larger than they may be. */
export function clip(
  { tf }: Tfjs,
  gradients: readonly Tensor[],
  clipping: Clipping | undefined,
): readonly Tensor[] {
  if (clipping === undefined) return gradients;
  const { by, limit } = clipping;
  if (by === 'value') return gradients.map((gradient) => tf.clipByValue(gradient, -limit, limit));
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  // limit / max(norm, limit) is 1 for what is short enough.
  const scaleFor = (sum: Tensor) => tf.div(limit, tf.maximum(tf.sqrt(sum), limit));
  if (by === 'norm')
    return gradients.map((gradient, i) => tf.mul(gradient, scaleFor(squares[i] ?? gradient)));
  const scale = scaleFor(tf.addN(squares));
  return gradients.map((gradient) => tf.mul(gradient, scale));
}

/**
 * One variable's step.
 *
 * @param kept by the last part of their names: `momentum`, `m`, …
 * @returns the new weights, and what is kept of the step
 */
export function stepOf(
  { tf }: Tfjs,
  optimizer: Optimizer,
  { rate, correctedRate, decay }: StepFactors,
  weights: Tensor,
  gradient: Tensor,
  kept: (what: string) => Tensor,
): { readonly weights: Tensor; readonly kept: Readonly<Record<string, Tensor>> } {
  const decayed = decay === 0 ? weights : tf.sub(weights, tf.mul(weights, decay));
  switch (optimizer.kind) {
    case 'sgd': {
      const step = tf.mul(gradient, rate);
      if (optimizer.momentum === 0) return { weights: tf.sub(decayed, step), kept: {} };
      const momentum = tf.sub(tf.mul(kept('momentum'), optimizer.momentum), step);
      const move = optimizer.nesterov ? tf.sub(tf.mul(momentum, optimizer.momentum), step) : momentum;
      return { weights: tf.add(decayed, move), kept: { momentum } };
    }
    case 'adam': {
      const [m, v] = [
        follow(kept('m'), gradient, optimizer.beta1),
        follow(kept('v'), tf.square(gradient), optimizer.beta2),
      ];
      const move = tf.div(tf.mul(m, correctedRate), tf.add(tf.sqrt(v), optimizer.epsilon));
      return { weights: tf.sub(decayed, move), kept: { m, v } };
    }
    case 'rmsprop': {
      const velocity = follow(kept('velocity'), tf.square(gradient), optimizer.rho);
      const averageGradient = optimizer.centered
        ? follow(kept('averageGradient'), gradient, optimizer.rho)
        : undefined;
      const spread = averageGradient === undefined ? velocity : tf.sub(velocity, tf.square(averageGradient));
      const step = tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(spread, optimizer.epsilon)));
      const centre = averageGradient === undefined ? {} : { averageGradient };
      if (optimizer.momentum === 0) return { weights: tf.sub(decayed, step), kept: { velocity, ...centre } };
      const momentum = tf.add(tf.mul(kept('momentum'), optimizer.momentum), step);
      return { weights: tf.sub(decayed, momentum), kept: { velocity, momentum, ...centre } };
    }
    default:
      return optimizer satisfies never;
  }

  /** before + (now − before)·(1 − share) */
  function follow(before: Tensor, now: Tensor, share: number): Tensor {
    return tf.add(before, tf.mul(tf.sub(now, before), 1 - share));
  }
}
