/** The variables that layers have, in the order in which they are kept. */
import type { Variable } from './analysis.js';
import type { BatchNormalization, Initializer, LayerNormalization, Regularizer, Shape } from './layer.js';

/** A kernel; `shape` ends in [in, out], and what is before that are its taps. */
export function kernelOf(
  name: string,
  shape: Shape,
  initializer: Initializer,
  regularizer: Regularizer | null | undefined,
): Variable {
  const taps = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  const counts = regularizer && (regularizer.l1 !== 0 || regularizer.l2 !== 0);
  return {
    name,
    shape,
    initializer,
    fanIn: taps * (shape.at(-2) ?? 1),
    fanOut: taps * (shape.at(-1) ?? 1),
    trainable: true,
    ...(counts ? { regularizer } : {}),
  };
}

/** One value a channel. Keras's `compute_fans` gives a one-dimensional variable its length for both fans. */
export function vectorOf(name: string, length: number, initializer: Initializer, trainable = true): Variable {
  return { name, shape: [length], initializer, fanIn: length, fanOut: length, trainable };
}

/** gamma, beta, and the moving statistics that batch normalisation scores with. */
export function normalizationVariables(
  layer: BatchNormalization | LayerNormalization,
  name: string,
  channels: number,
): readonly Variable[] {
  const variables: Variable[] = [];
  if (layer.scale) variables.push(vectorOf(`${name}/gamma`, channels, 'ones'));
  if (layer.center) variables.push(vectorOf(`${name}/beta`, channels, 'zeros'));
  if (layer.kind === 'batchNormalization') {
    variables.push(vectorOf(`${name}/movingMean`, channels, 'zeros', false));
    variables.push(vectorOf(`${name}/movingVariance`, channels, 'ones', false));
  }
  return variables;
}

/** Whether a variable is one that no gradient ever moves. */
export function isMovingStatistic(name: string): boolean {
  return name.endsWith('/movingMean') || name.endsWith('/movingVariance');
}

/** The same variable with nothing to learn. */
export function frozen(variable: Variable): Variable {
  return { ...variable, trainable: false };
}
