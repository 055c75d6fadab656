import { expect, test } from 'vitest';
import { specDifferences } from '#src/run/compare/spec-differences.js';

const conv = (filters: number) => ({ conv2d: { filters, kernelSize: [3, 3] } });
const spec = (changes: object = {}) => ({
  name: 'a',
  seed: 1,
  build: { layers: [conv(32), conv(64), 'flatten', { dense: { units: 10 } }] },
  train: { optimizer: { sgd: { learningRate: 0.01 } }, epochs: 5 },
  ...changes,
});

test('names, descriptions, reports and sweeps are no difference', () => {
  expect(specDifferences([spec(), spec({ name: 'b', description: 'x', report: {}, sweep: {} })])).toEqual([]);
});

test('a value that differs has its path; of three specs each has its value', () => {
  const specs = [spec(), spec({ seed: 2 }), spec({ train: { optimizer: 'adam', epochs: 5 } })];
  expect(specDifferences(specs)).toEqual([
    { path: 'seed', values: [1, 2, 1] },
    {
      path: 'train.optimizer',
      values: [{ sgd: { learningRate: 0.01 } }, { sgd: { learningRate: 0.01 } }, 'adam'],
    },
  ]);
});

test('a layer that is changed is one number, one that is added is one layer', () => {
  const [a, b, ...rest] = spec().build.layers;
  expect(specDifferences([spec(), spec({ build: { layers: [a, conv(48), ...rest] } })])).toEqual([
    { path: 'build.layers.1.conv2d.filters', values: [64, 48] },
  ]);
  const more = { layers: [a, b, conv(96), ...rest] };
  expect(specDifferences([spec(), spec({ build: more })])).toEqual([
    { path: 'build.layers.2', values: [undefined, conv(96)] },
  ]);
  const fewer = { layers: [a, ...rest.slice(1)] };
  expect(specDifferences([spec(), spec({ build: fewer })])).toEqual([
    { path: 'build.layers.1…', values: [[conv(64), 'flatten'], undefined] },
  ]);
});

test('what only one spec has is nothing in the other', () => {
  expect(specDifferences([spec(), spec({ augment: { rotation: 10 } })])).toEqual([
    { path: 'augment', values: [undefined, { rotation: 10 }] },
  ]);
});
