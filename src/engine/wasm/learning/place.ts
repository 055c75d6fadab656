import type { CompileOptions } from '../../engine.js';
import { stateNames } from '../../state-names.js';
import type { StaticMemory } from '../compile/static-memory.js';
import type { PlacedVariable } from '../compile/variables.js';
import { floatBits } from '../compile/workspace.js';
import * as layout from '../layout/learning.js';

/** A tensor that the optimizer keeps for a variable. */
export interface PlacedTensor {
  /** `adam/<weight>/m` */
  readonly name: string;
  readonly variable: PlacedVariable;
  readonly address: number;
}

/** Where the optimizer's tensors, records and factors lie. */
export interface PlacedLearning {
  /** What is part of the state, in its order. */
  readonly tensors: readonly PlacedTensor[];
  /** The moving averages among them. */
  readonly averages: readonly PlacedTensor[];
  readonly recordsFrom: number;
  readonly recordsTo: number;
  readonly factors: number;
}

/** Places what the optimizer needs besides weights and gradients: nothing for variables that are not trained. */
export function placeLearning(
  plan: StaticMemory,
  variables: readonly PlacedVariable[],
  { optimizer, emaMomentum }: CompileOptions,
  steps: number,
): PlacedLearning {
  const trained = variables.filter(({ isTrainable }) => isTrainable);
  const names = stateNames(optimizer);
  const states: PlacedTensor[][] = names.map(() => []);
  const averages: PlacedTensor[] = [];
  const words = trained.flatMap((variable) => {
    const { name, shape, length } = variable;
    const reserve = () => plan.reserve(length * 4);
    const addresses = names.map((state, i) => {
      const address = state === '' ? 0 : reserve();
      if (state !== '') {
        states[i]?.push({ name: `${optimizer.kind}/${name}/${state}`, variable, address });
      }
      return address;
    });
    const average = emaMomentum === undefined ? 0 : reserve();
    if (average !== 0) averages.push({ name: `ema/${name}`, variable, address: average });
    const columns = shape.at(-1) ?? 1;
    const blocks = Math.ceil(length / layout.BLOCK);
    return recordWords({
      [layout.WEIGHTS]: variable.weights,
      [layout.PARTIAL]: variable.partial,
      [layout.ROWS]: length / columns,
      [layout.COLUMNS]: columns,
      [layout.FIRST_STATE]: addresses[0] ?? 0,
      [layout.SECOND_STATE]: addresses[1] ?? 0,
      [layout.THIRD_STATE]: addresses[2] ?? 0,
      [layout.AVERAGE]: average,
      [layout.SQUARES]: optimizer.clipping === undefined ? 0 : plan.reserve(blocks * 8),
      [layout.L1]: floatBits(variable.l1),
      [layout.L2_TWICE]: floatBits(2 * variable.l2),
      [layout.SCALE]: floatBits(1),
    });
  });
  const recordsFrom = plan.place(Int32Array.from(words));
  return {
    tensors: [...states.flat(), ...averages],
    averages,
    recordsFrom,
    recordsTo: recordsFrom + words.length * 4,
    factors: plan.reserve(steps * layout.FACTOR_BYTES),
  };
}

function recordWords(fields: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: layout.RECORD_BYTES / 4 }, (_, i) => fields[4 * i] ?? 0);
}

const clippings = {
  value: layout.CLIP_VALUE,
  norm: layout.CLIP_NORM,
  globalNorm: layout.CLIP_GLOBAL_NORM,
} as const;

/** Writes the block that the kernels read their settings from. */
export function writeLearning(
  buffer: SharedArrayBuffer,
  { recordsFrom, recordsTo, factors }: PlacedLearning,
  { optimizer, loss }: CompileOptions,
): void {
  const view = new DataView(buffer, layout.LEARNING, layout.LEARNING_BYTES);
  const int = (word: number, value: number) => view.setInt32(word, value, true);
  const float = (word: number, value: number) => view.setFloat32(word, value, true);
  int(layout.RECORDS_FROM, recordsFrom);
  int(layout.RECORDS_TO, recordsTo);
  int(layout.FACTORS, factors);
  const { clipping } = optimizer;
  int(layout.CLIPPING, clipping === undefined ? layout.CLIP_NOTHING : clippings[clipping.by]);
  view.setFloat64(layout.CLIP_LIMIT, clipping?.limit ?? 0, true);
  int(
    layout.LOSS_KIND,
    loss.kind === 'meanSquaredError' ? layout.LOSS_SQUARED_ERROR : layout.LOSS_CROSSENTROPY,
  );
  view.setFloat64(
    layout.LABEL_SMOOTHING,
    loss.kind === 'categoricalCrossentropy' ? loss.labelSmoothing : 0,
    true,
  );
  switch (optimizer.kind) {
    case 'sgd':
      int(layout.RULE, layout.RULE_SGD);
      float(layout.MOMENTUM, optimizer.momentum);
      int(layout.NESTEROV, optimizer.nesterov ? 1 : 0);
      break;
    case 'adam':
      int(layout.RULE, layout.RULE_ADAM);
      float(layout.BETA1_REST, 1 - optimizer.beta1);
      float(layout.BETA2_REST, 1 - optimizer.beta2);
      float(layout.EPSILON, optimizer.epsilon);
      break;
    case 'rmsprop':
      int(layout.RULE, layout.RULE_RMSPROP);
      float(layout.RHO, optimizer.rho);
      float(layout.RHO_REST, 1 - optimizer.rho);
      float(layout.MOMENTUM, optimizer.momentum);
      float(layout.EPSILON, optimizer.epsilon);
      int(layout.CENTERED, optimizer.centered ? 1 : 0);
      break;
    default:
      optimizer satisfies never;
  }
}
