import { describe, expect, it } from 'vitest';
import type { ModelAnalysis } from '#src/model/analyze.js';
import type { DenseBlock, Layer } from '#src/model/layer.js';
import {
  analyzeLayers,
  batchNormalization,
  conv2d,
  end,
  maxPooling2d,
  problemOf,
  relu,
  residual,
} from './layers.js';

const outline = ({ layers }: ModelAnalysis) =>
  layers.map(({ name, inputs, path }) => `${name} ← ${inputs.join(', ')} (${path})`);

const trainable = ({ layers }: ModelAnalysis) =>
  layers
    .flatMap(({ variables }) => variables)
    .filter((variable) => variable.trainable)
    .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);

describe('a residual block', () => {
  it('that keeps the shape has the identity for a shortcut', () => {
    expect(outline(analyzeLayers([8, 8, 4], residual(4), ...end))).toEqual([
      'conv2d ← -1 (0.residual.layers.0.conv2d)',
      'batchNormalization ← 0 (0.residual.layers.1.batchNormalization)',
      'activation ← 1 (0.residual.layers.2.activation)',
      'conv2d_1 ← 2 (0.residual.layers.3.conv2d)',
      'batchNormalization_1 ← 3 (0.residual.layers.4.batchNormalization)',
      'add ← 4, -1 (0.residual)',
      'activation_1 ← 5 (0.residual)',
      'globalAveragePooling2d ← 6 (1.globalAveragePooling2d)',
      'dense ← 7 (2.dense)',
    ]);
  });

  it('that changes it has a projection like its first convolution', () => {
    const first = conv2d(6, {
      padding: 'same',
      strides: [2, 3],
      kernelInitializer: 'lecunNormal',
      kernelRegularizer: { l1: 0, l2: 0.01 },
    });
    const branch = [first, batchNormalization];
    const { layers } = analyzeLayers([8, 8, 4], relu, residual(6, 1, { layers: branch }), ...end);
    const [projection, normalization, add] = layers.slice(3);
    expect(projection?.layer).toMatchObject({
      kernelSize: [1, 1],
      strides: [2, 3],
      kernelInitializer: 'lecunNormal',
      useBias: false,
    });
    expect(projection?.variables[0]?.regularizer).toEqual({ l1: 0, l2: 0.01 });
    expect(projection).toMatchObject({ inputs: [0], path: '1.residual' });
    expect(normalization).toMatchObject({ layer: { kind: 'batchNormalization' }, inputs: [3] });
    expect(add).toMatchObject({ name: 'add', inputs: [2, 4], outputShape: [4, 3, 6] });
  });

  it('without batch normalisation has a projection without', () => {
    const layers = [conv2d(6, { padding: 'same', kernelInitializer: 'heUniform' })];
    const block = residual(6, 1, { layers, activation: 'linear' });
    expect(outline(analyzeLayers([8, 8, 4], block, ...end)).slice(0, 3)).toEqual([
      'conv2d ← -1 (0.residual.layers.0.conv2d)',
      'conv2d_1 ← -1 (0.residual)',
      'add ← 0, 1 (0.residual)',
    ]);
  });

  it('can have a shortcut of its own, and projects where it need not', () => {
    const shortcut = [maxPooling2d(), conv2d(6, { kernelSize: [1, 1] })];
    const { layers } = analyzeLayers([8, 8, 4], residual(6, 2, { shortcut }), ...end);
    expect(layers[5]).toMatchObject({ path: '0.residual.shortcut.0.maxPooling2d', inputs: [-1] });
    expect(layers[7]).toMatchObject({ name: 'add', inputs: [4, 6] });
    const projected = analyzeLayers([8, 8, 4], residual(4, 1, { shortcut: 'projection' }), ...end);
    expect(projected.layers[5]).toMatchObject({ name: 'conv2d_2', inputs: [-1], path: '0.residual' });
  });

  it('makes ResNet-20 of 272 474 parameters (0.27 M in He et al. 2016, with projections for shortcuts)', () => {
    const stage = (filters: number, stride: number): Layer[] => [
      residual(filters, stride),
      { kind: 'repeat', times: 2, layers: [residual(filters)] },
    ];
    const first = conv2d(16, { padding: 'same', activation: 'linear', useBias: false });
    const stages = [...stage(16, 1), ...stage(32, 2), ...stage(64, 2)];
    const analysis = analyzeLayers([32, 32, 3], first, batchNormalization, relu, ...stages, ...end);
    expect(trainable(analysis)).toBe(272_474);
    expect(analysis.parameters).toBe(272_474 + 2 * (7 * 16 + 7 * 32 + 7 * 64));
  });
});

describe('a dense block', () => {
  const block = (changes: Partial<DenseBlock>): Layer => ({
    kind: 'denseBlock',
    growthRate: 12,
    layers: 2,
    bottleneck: false,
    dropout: 0,
    kernelInitializer: 'heNormal',
    ...changes,
  });

  it('concatenates what each layer is fed with what it makes', () => {
    const analysis = analyzeLayers([8, 8, 4], block({ bottleneck: true, dropout: 0.2 }), ...end);
    expect(outline(analysis).slice(0, 9)).toEqual([
      'batchNormalization ← -1 (0.denseBlock)',
      'activation ← 0 (0.denseBlock)',
      'conv2d ← 1 (0.denseBlock)',
      'batchNormalization_1 ← 2 (0.denseBlock)',
      'activation_1 ← 3 (0.denseBlock)',
      'conv2d_1 ← 4 (0.denseBlock)',
      'dropout ← 5 (0.denseBlock)',
      'concatenate ← -1, 6 (0.denseBlock)',
      'batchNormalization_2 ← 7 (0.denseBlock)',
    ]);
    expect(analysis.layers[2]?.outputShape).toEqual([8, 8, 48]);
    expect(analysis.layers[7]?.outputShape).toEqual([8, 8, 16]);
  });

  it('makes DenseNet (L = 40, k = 12) of 1 019 722 parameters (1.0 M in Huang et al. 2017)', () => {
    const transition: Layer = { kind: 'transition', compression: 1, kernelInitializer: 'heNormal' };
    const dozen = block({ layers: 12 });
    const first = conv2d(16, { padding: 'same', activation: 'linear', useBias: false });
    const stages = [dozen, transition, dozen, transition, dozen];
    const analysis = analyzeLayers([32, 32, 3], first, ...stages, batchNormalization, relu, ...end);
    expect(trainable(analysis)).toBe(1_019_722);
  });
});

describe('a separable convolution', () => {
  const separable: Layer = {
    kind: 'separableConv2d',
    filters: 7,
    kernelSize: [3, 2],
    strides: [2, 2],
    padding: 'valid',
    activation: 'relu',
    useBias: true,
    depthwiseInitializer: 'ones',
    pointwiseInitializer: 'heNormal',
    biasInitializer: 'zeros',
  };

  it('is a depthwise one without bias and one of 1×1', () => {
    const { layers } = analyzeLayers([9, 9, 4], separable, ...end);
    expect(layers[0]).toMatchObject({ name: 'depthwiseConv2d', outputShape: [4, 4, 4] });
    expect(layers[0]?.variables).toMatchObject([
      { name: 'depthwiseConv2d/depthwiseKernel', shape: [3, 2, 4, 1], fanIn: 24, fanOut: 6 },
    ]);
    expect(layers[0]?.flops).toBe(2 * 6 * 4 * 16);
    expect(layers[1]).toMatchObject({ name: 'conv2d', outputShape: [4, 4, 7] });
    expect(layers[1]?.layer).toMatchObject({ activation: 'relu', useBias: true });
  });

  it('tells its own property where a layer that it implies is wrong', () => {
    expect(problemOf({ ...separable, kernelSize: [29, 1] })).toMatchObject({
      layer: '0.separableConv2d',
      path: 'kernelSize',
    });
  });
});
