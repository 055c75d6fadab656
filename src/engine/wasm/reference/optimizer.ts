/** The plain version of kernels/gradient.ts, rules.ts and learn.ts. */
import type { Clipping, Optimizer } from '../../engine.js';
import { add, read, type Values } from './array.js';
import type { Variables } from './model.js';

/** What an optimizer keeps between steps. */
export interface OptimizerState {
  steps: number;
  /** By the names that the engine's state has: `adam/<weight>/m`, `ema/<weight>`. */
  readonly tensors: Map<string, Values>;
}

export interface StepOptions {
  readonly learningRate?: number;
  readonly emaMomentum?: number;
  /** l1·Σ|w| + l2·Σw² of some variables. */
  readonly penalties?: ReadonlyMap<string, { readonly l1: number; readonly l2: number }>;
}

/** The state before the first step. */
export function newOptimizerState(): OptimizerState {
  return { steps: 0, tensors: new Map() };
}

/** One step, in place. */
export function optimizerStep(
  optimizer: Optimizer,
  variables: Variables,
  gradients: Variables,
  state: OptimizerState,
  { learningRate = optimizer.learningRate, emaMomentum, penalties = new Map() }: StepOptions = {},
): void {
  const penalised = new Map<string, Values>();
  for (const [name, weights] of variables) {
    const { l1 = 0, l2 = 0 } = penalties.get(name) ?? {};
    const slope = (w: number) => l1 * Math.sign(w) + 2 * l2 * w;
    penalised.set(
      name,
      valuesOf(gradients, name).map((g, i) => g + slope(read(weights, i))),
    );
  }
  const clipped = clip(penalised, optimizer.clipping);
  const isFirst = state.steps === 0;
  state.steps++;
  for (const [name, weights] of variables) {
    const gradient = valuesOf(clipped, name);
    const kept = (what: string) => tensorOf(state, `${optimizer.kind}/${name}/${what}`, weights.length);
    for (let i = 0; i < weights.length; i++) {
      add(weights, i, -(optimizer.weightDecay ?? 0) * learningRate * read(weights, i));
      add(weights, i, move(optimizer, learningRate, state.steps, read(gradient, i), i, kept));
    }
    if (emaMomentum === undefined) continue;
    const average = tensorOf(state, `ema/${name}`, weights.length);
    const momentum = isFirst ? 0 : emaMomentum;
    for (const [i, w] of weights.entries()) average[i] = momentum * read(average, i) + (1 - momentum) * w;
  }
}

/** What is added to weight `i` whose gradient is g. */
function move(
  optimizer: Optimizer,
  rate: number,
  step: number,
  g: number,
  i: number,
  kept: (what: string) => Values,
): number {
  const follow = (what: string, next: (before: number) => number): number => {
    const values = kept(what);
    const value = next(read(values, i));
    values[i] = value;
    return value;
  };
  switch (optimizer.kind) {
    case 'sgd': {
      const { momentum, nesterov } = optimizer;
      const v = follow('momentum', (before) => momentum * before - rate * g);
      return nesterov ? momentum * v - rate * g : v;
    }
    case 'adam': {
      const { beta1, beta2, epsilon } = optimizer;
      const m = follow('m', (before) => before + (g - before) * (1 - beta1));
      const v = follow('v', (before) => before + (g * g - before) * (1 - beta2));
      const corrected = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      return (-corrected * m) / (Math.sqrt(v) + epsilon);
    }
    case 'rmsprop': {
      const { rho, momentum, epsilon, centered } = optimizer;
      const v = follow('velocity', (before) => rho * before + (1 - rho) * g * g);
      const a = centered ? follow('averageGradient', (before) => rho * before + (1 - rho) * g) : 0;
      const d = (rate * g) / Math.sqrt(v - a * a + epsilon);
      return -(momentum > 0 ? follow('momentum', (before) => momentum * before + d) : d);
    }
    default:
      return optimizer satisfies never;
  }
}

function clip(gradients: Variables, clipping: Clipping | undefined): Variables {
  if (clipping === undefined) return gradients;
  const { by, limit } = clipping;
  const squares = (values: Values) => values.reduce((sum, g) => sum + g * g, 0);
  const scaled = (values: Values, norm: number) => values.map((g) => (g * limit) / Math.max(norm, limit));
  const all = Math.sqrt([...gradients.values()].reduce((sum, values) => sum + squares(values), 0));
  const clipOne = (values: Values): Values => {
    if (by === 'value') return values.map((g) => Math.max(-limit, Math.min(limit, g)));
    return scaled(values, by === 'norm' ? Math.sqrt(squares(values)) : all);
  };
  return new Map([...gradients].map(([name, values]) => [name, clipOne(values)]));
}

function tensorOf(state: OptimizerState, name: string, length: number): Values {
  const tensor = state.tensors.get(name) ?? new Float64Array(length);
  state.tensors.set(name, tensor);
  return tensor;
}

function valuesOf(variables: Variables, name: string): Values {
  const values = variables.get(name);
  if (values === undefined) throw new RangeError(`no variable ${name}`);
  return values;
}
