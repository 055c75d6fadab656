/** Specs that must be refused, each with the lines that a user is told. */
import type { SweepFlags } from '#src/spec/sweep/apply.js';

/** A spec that is right, for cases to break: lines 1 to 6. */
export const good = `name: x
load: { dataset: mnist }
build:
  layers:
    - flatten
    - dense: { units: 10, activation: softmax }
`;
/** A right spec with a convolution in front, whose options are on line 5. */
export const withConv = (options: string): string =>
  good.replace('    - flatten', `    - conv2d: { filters: 8, kernelSize: 3, ${options} }\n    - flatten`);
/** A right spec with another first layer, on line 5. */
export const withLayer = (layer: string): string =>
  good.replace('    - flatten', `    - ${layer}\n    - flatten`);

export interface BadSpec {
  readonly text: string;
  readonly sets?: readonly string[];
  readonly seed?: number;
  /** What the command line wants to sweep. */
  readonly sweep?: SweepFlags;
  /** Other files that the spec names. */
  readonly files?: Readonly<Record<string, string>>;
  readonly says: readonly string[];
}

/** A right spec with a sweep: the parameter is on line 9, the rest on line 10. */
export function sweep(rest: string, parameter = 'path: train.epochs, values: [1, 2]'): string {
  const spec = good.replace('mnist }', 'mnist, validation: 0.1 }');
  return `${spec}sweep:\n  parameters:\n    lr: { ${parameter} }\n  ${rest.replace(', ', '\n  ')}\n`;
}

/** Line 9 declares the optimizer, line 10 its momentum. */
export function withOptimizer(when: string): string {
  const parameters = 'path: train.optimizer, values: [sgd, { adam: {} }]';
  const momentum = ['path: train.optimizer.sgd.momentum', 'values: [0.5]', when].filter(Boolean).join(', ');
  return sweep('repeats: 1', `${parameters} }\n    momentum: { ${momentum}`).replace('lr:', 'optimizer:');
}
