// What is optimised, as functions.py has it: smaller is better, but for the learning curves' accuracy.
const range = (name, low, high, more = {}) => ({
  name,
  domain: { kind: 'range', low, high, scale: 'linear', integer: false, step: null, ...more },
});

const HARTMANN_WEIGHTS = [1, 1.2, 3, 3.2];
const HARTMANN_SCALES = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_CENTRES = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

export function branin([x, y]) {
  const parabola = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
  return parabola ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

export function hartmann6(x) {
  let total = 0;
  for (const [i, weight] of HARTMANN_WEIGHTS.entries()) {
    const distance = x.reduce(
      (sum, v, j) => sum + HARTMANN_SCALES[i][j] * (v - HARTMANN_CENTRES[i][j]) ** 2,
      0,
    );
    total += weight * Math.exp(-distance);
  }
  return -total;
}

/** Functions with what their literature gives as the least value. */
export const functions = {
  branin: {
    title: 'Branin',
    of: branin,
    least: 0.397887,
    space: { parameters: [range('x', -5, 10), range('y', 0, 15)], constraints: [] },
  },
  hartmann6: {
    title: 'Hartmann-6',
    of: hartmann6,
    least: -3.32237,
    space: { parameters: [0, 1, 2, 3, 4, 5].map((i) => range(`x${i}`, 0, 1)), constraints: [] },
  },
};

export const curveSpace = {
  parameters: [
    range('lr', 1e-5, 1, { scale: 'log' }),
    range('units', 8, 512, { scale: 'log', integer: true }),
    range('dropout', 0, 0.8),
    { name: 'optimizer', domain: { kind: 'choice', values: ['sgd', 'adam', 'rmsprop'] } },
    { ...range('momentum', 0, 0.99), when: { optimizer: ['sgd'] } },
  ],
  constraints: [],
};

/** A task of the family: where its best configuration lies. `uniform` gives numbers in [0, 1). */
export function curveInstance(uniform) {
  const between = (low, high) => low + uniform() * (high - low);
  return {
    top: between(0.95, 0.99),
    rate: { sgd: between(-1.5, -0.5), adam: between(-3.5, -2.5), rmsprop: between(-3.8, -2.8) },
    momentum: between(0.5, 1.5),
    units: between(5, 8.5),
    dropout: between(0.1, 0.5),
    penalty: { sgd: between(0, 0.02), adam: between(0, 0.02), rmsprop: between(0, 0.02) },
  };
}

/** What no configuration of a task passes, however long it trains. */
export function limitOf({ top, penalty }) {
  return top - Math.min(...Object.values(penalty));
}

/**
 * Accuracy after `epoch` epochs, without noise. A learning rate off its best (which depends on the optimizer and falls
 * with momentum), too few or too many units, and the wrong dropout cost accuracy in the end; a low rate and dropout also
 * make for slow starts, so that early ranks mislead.
 */
export function accuracy(instance, point, epoch) {
  const kind = point.optimizer;
  const best = instance.rate[kind] - (kind === 'sgd' ? instance.momentum * point.momentum : 0);
  const off = Math.log10(point.lr) - best;
  const width = Math.abs(Math.log2(point.units) - instance.units);
  const drop = point.dropout - instance.dropout;
  const final = Math.max(
    0.1,
    instance.top - instance.penalty[kind] - 0.012 * off * off - 0.004 * width - 0.08 * drop * drop,
  );
  const speed = (0.5 * Math.exp(off < 0 ? 0.5 * off : -0.1 * off)) / (1 + point.dropout);
  return final - (final - 0.1) * Math.exp(-speed * epoch ** 0.8);
}
