import { expect, test } from 'vitest';
import type { Layer } from '#src/model/layer.js';
import {
  analyzeLayers,
  batchNormalization,
  conv2d,
  dense,
  flatten,
  maxPooling2d,
  residual,
} from './layers.js';

const frozen = { trainable: false } as const;
/** Passes through each layer that computes: forward, its kernel's gradient, its input's gradient. */
function passesOf(...layers: readonly Layer[]): readonly number[] {
  const analysis = analyzeLayers([8, 8, 1], ...layers);
  return analysis.layers.flatMap(({ flops, trainingFlops }) => (flops === 0 ? [] : [trainingFlops / flops]));
}

test('a frozen layer is passed through forward, and back where something before it learns', () => {
  const rest = [flatten, dense(3, 'softmax')];
  expect(passesOf(conv2d(2), conv2d(3), ...rest)).toEqual([2, 3, 3]);
  expect(passesOf(conv2d(2, frozen), conv2d(3), ...rest)).toEqual([1, 2, 3]);
  expect(passesOf(conv2d(2, frozen), conv2d(3, frozen), ...rest)).toEqual([1, 1, 2]);
  expect(passesOf(conv2d(2), conv2d(3, frozen), ...rest)).toEqual([2, 2, 3]);
  expect(passesOf(conv2d(2), flatten, dense(3, 'softmax', frozen))).toEqual([2, 2]);
});

test('what is spared and what is left are what it takes when nothing is frozen', () => {
  const layers = (options: { readonly trainable?: false }): readonly Layer[] => [
    conv2d(4, options),
    batchNormalization,
    maxPooling2d(),
    conv2d(4, options),
    flatten,
    dense(3, 'softmax'),
  ];
  const thawed = analyzeLayers([8, 8, 1], ...layers({}));
  const partly = analyzeLayers([8, 8, 1], ...layers(frozen));
  expect(thawed.spared).toEqual({ flops: 0, activations: 0 });
  // Two kernels' gradients, the second one's on a map of 1×1; nothing wants the gradient of the first map of 6×6.
  expect(partly.spared).toEqual({ flops: 2 * 9 * 4 * 36 + 2 * 9 * 4 * 4, activations: 4 * 36 });
  expect(partly.liveTrainingFlops + partly.spared.flops).toBe(thawed.liveTrainingFlops);
});

test('a frozen block freezes all that it stands for, and nothing else', () => {
  const layers: readonly Layer[] = [
    { kind: 'repeat', times: 2, layers: [residual(4, 2)], ...frozen },
    { kind: 'separableConv2d', filters: 3, ...separable, ...frozen },
    batchNormalization,
    flatten,
    dense(3, 'softmax'),
  ];
  const trained = analyzeLayers([8, 8, 1], ...layers).layers.flatMap(({ variables }) =>
    variables.flatMap(({ name, trainable }) => (trainable ? [name] : [])),
  );
  const own = ['batchNormalization_6/gamma', 'batchNormalization_6/beta', 'dense/kernel', 'dense/bias'];
  expect(trained).toEqual(own);
});

test('a projection is frozen with its block, not with the layer that it takes after', () => {
  const norm: Layer = { ...batchNormalization, ...frozen };
  const branch = [conv2d(4, { strides: [2, 2], padding: 'same', ...frozen }), norm];
  const block = residual(4, 2, { layers: branch });
  const { layers } = analyzeLayers([8, 8, 1], block, flatten, dense(3, 'softmax'));
  const trained = layers.filter(({ variables }) => variables.some(({ trainable }) => trainable));
  expect(trained.map(({ name }) => name)).toEqual(['conv2d_1', 'batchNormalization_1', 'dense']);
});

const separable = {
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: 'same',
  activation: 'linear',
  useBias: true,
  depthwiseInitializer: 'glorotUniform',
  pointwiseInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
} as const;
