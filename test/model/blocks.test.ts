import { describe, expect, it } from 'vitest';
import { analyzeModel, type ModelAnalysis, type ModelProblem } from '#src/model/analyze.js';
import type { Conv2d, DenseBlock, Layer, Model } from '#src/model/layer.js';
import {
  batchNormalization,
  conv2d,
  dense,
  flatten,
  globalAveragePooling2d,
  maxPooling2d,
  relu,
  residual,
} from './layers.js';

const end = [globalAveragePooling2d, dense(10, 'softmax')];

function analyze(inputShape: Model['inputShape'], ...layers: readonly Layer[]): ModelAnalysis {
  const outcome = analyzeModel({ inputShape, layers });
  if (!outcome.ok) throw new Error(`${outcome.failure.layer}: ${outcome.failure.message}`);
  return outcome.value;
}

function problemOf(...layers: readonly Layer[]): ModelProblem {
  const outcome = analyzeModel({ inputShape: [28, 28, 1], layers });
  if (outcome.ok) throw new Error('the model has no problem');
  return outcome.failure;
}

const outline = ({ layers }: ModelAnalysis) =>
  layers.map(({ name, inputs, path }) => `${name} ← ${inputs.join(', ')} (${path})`);

const trainable = ({ layers }: ModelAnalysis) =>
  layers
    .flatMap(({ variables }) => variables)
    .filter((variable) => variable.trainable)
    .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);

describe('a residual block', () => {
  it('that keeps the shape has the identity for a shortcut', () => {
    expect(outline(analyze([8, 8, 4], residual(4), ...end))).toEqual([
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
    const { layers } = analyze([8, 8, 4], relu, residual(6, 1, { layers: branch }), ...end);
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
    expect(outline(analyze([8, 8, 4], block, ...end)).slice(0, 3)).toEqual([
      'conv2d ← -1 (0.residual.layers.0.conv2d)',
      'conv2d_1 ← -1 (0.residual)',
      'add ← 0, 1 (0.residual)',
    ]);
  });

  it('can have a shortcut of its own, and projects where it need not', () => {
    const shortcut = [maxPooling2d(), conv2d(6, { kernelSize: [1, 1] })];
    const { layers } = analyze([8, 8, 4], residual(6, 2, { shortcut }), ...end);
    expect(layers[5]).toMatchObject({ path: '0.residual.shortcut.0.maxPooling2d', inputs: [-1] });
    expect(layers[7]).toMatchObject({ name: 'add', inputs: [4, 6] });
    const projected = analyze([8, 8, 4], residual(4, 1, { shortcut: 'projection' }), ...end);
    expect(projected.layers[5]).toMatchObject({ name: 'conv2d_2', inputs: [-1], path: '0.residual' });
  });

  it('makes ResNet-20 of 272 474 parameters (0.27 M in He et al. 2016, with projections for shortcuts)', () => {
    const stage = (filters: number, stride: number): Layer[] => [
      residual(filters, stride),
      { kind: 'repeat', times: 2, layers: [residual(filters)] },
    ];
    const first = conv2d(16, { padding: 'same', activation: 'linear', useBias: false });
    const stages = [...stage(16, 1), ...stage(32, 2), ...stage(64, 2)];
    const analysis = analyze([32, 32, 3], first, batchNormalization, relu, ...stages, ...end);
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
    const analysis = analyze([8, 8, 4], block({ bottleneck: true, dropout: 0.2 }), ...end);
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
    const analysis = analyze([32, 32, 3], first, ...stages, batchNormalization, relu, ...end);
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
    const { layers } = analyze([9, 9, 4], separable, ...end);
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

describe('what is live in a graph', () => {
  const small: Partial<Conv2d> = { kernelSize: [1, 1], activation: 'linear' };

  it('is what any of the readers reads', () => {
    // One branch reads 6 of 7 rows, the other the first 4.
    const add: Layer = {
      kind: 'add',
      branches: [[maxPooling2d([2, 2])], [conv2d(3, { ...small, kernelSize: [2, 2], strides: [2, 2] })]],
    };
    const even = analyze([7, 7, 1], conv2d(3, small), add, flatten, dense(10, 'softmax'));
    expect(even.layers[0]?.live?.rows).toEqual({ start: 0, end: 6, count: 6 });
    const whole = analyze([7, 7, 1], conv2d(3, small), { ...add, branches: [[], [relu]] }, ...end);
    expect(whole.layers[0]?.live?.rows.count).toBe(7);
    const cut = analyze(
      [7, 7, 1],
      conv2d(3, small),
      { ...add, branches: [[], [relu]] },
      maxPooling2d([3, 7]),
      ...end,
    );
    expect(cut.layers.slice(0, 3).map(({ live }) => live?.rows.count)).toEqual([6, 6, 6]);
  });

  it('is all of what batch normalisation reads and makes', () => {
    const { layers, deadPixels } = analyze(
      [7, 7, 1],
      conv2d(3, small),
      batchNormalization,
      maxPooling2d([4, 4]),
      ...end,
    );
    expect(layers.slice(0, 3).map(({ live }) => live?.rows.count)).toEqual([7, 7, 1]);
    expect(deadPixels).toBe(0);
    const without = analyze([7, 7, 1], conv2d(3, small), relu, maxPooling2d([4, 4]), ...end);
    expect(without.layers[0]?.live?.rows.count).toBe(4);
  });

  it('leaves out the zeros of a padding', () => {
    const padding: Layer = {
      kind: 'zeroPadding2d',
      padding: [
        [1, 2],
        [0, 3],
      ],
    };
    const { layers } = analyze([5, 5, 1], conv2d(3, small), padding, maxPooling2d([5, 5]), ...end);
    expect(layers[1]).toMatchObject({
      outputShape: [8, 8, 3],
      padding: { top: 1, bottom: 2, left: 0, right: 3 },
    });
    expect(layers[1]?.live?.rows).toEqual({ start: 0, end: 5, count: 5 });
    expect(layers[0]?.live?.rows).toEqual({ start: 0, end: 4, count: 4 });
    expect(layers[0]?.live?.columns).toEqual({ start: 0, end: 5, count: 5 });
  });
});

describe('cost and receptive field of a graph', () => {
  it('the field of a sum reaches as far as that of any branch', () => {
    const { layers } = analyze([20, 20, 1], conv2d(4), residual(4, 2), ...end);
    expect(layers.map(({ receptiveField }) => receptiveField[0])).toEqual([
      3, 5, 5, 5, 9, 9, 3, 3, 9, 9, 20, 20,
    ]);
    expect(layers[8]?.jump).toEqual([2, 2]);
  });

  it('a branch pays for the gradient of its input only where something before it learns', () => {
    const { layers } = analyze(
      [6, 6, 1],
      {
        kind: 'concatenate',
        branches: [[], [conv2d(3)].map((layer) => ({ ...layer, padding: 'same' as const }))],
      },
      conv2d(2),
      ...end,
    );
    expect(layers.map(({ flops, trainingFlops }) => trainingFlops / (flops || 1))).toEqual([2, 0, 3, 2, 3]);
  });
});

describe('problems', () => {
  const cases: readonly [string, readonly Layer[], Partial<ModelProblem>][] = [
    [
      'an identity that cannot be added',
      [residual(4, 2, { shortcut: 'identity' })],
      {
        layer: '0.residual',
        path: 'shortcut',
        message: 'the branch turns 28×28×1 into 14×14×4, which the identity cannot be added to',
      },
    ],
    [
      'a projection that no stride makes',
      [residual(4, 1, { layers: [conv2d(4)] })],
      {
        layer: '0.residual',
        path: 'shortcut',
        message: 'the branch turns 28×28×1 into 26×26×4, and no strides of a 1×1 convolution do the same',
      },
    ],
    [
      'a shortcut to elsewhere',
      [residual(4, 2, { shortcut: [conv2d(4)] })],
      { layer: '0.residual', path: '', message: 'add cannot merge 14×14×4 and 26×26×4' },
    ],
    [
      'softmax after a sum',
      [residual(4, 1, { activation: 'softmax' }), ...end],
      { layer: '0.residual', path: 'activation' },
    ],
    [
      'a layer deep inside',
      [
        {
          kind: 'repeat',
          times: 3,
          layers: [relu, { kind: 'add', branches: [[], [relu, conv2d(2, { kernelSize: [40, 1] })]] }],
        },
      ],
      { layer: '0.repeat.layers.1.add.branches.1.1.conv2d', path: 'kernelSize' },
    ],
    [
      'maps of different sizes side by side',
      [{ kind: 'concatenate', branches: [[conv2d(2)], [maxPooling2d()], []] }],
      {
        layer: '0.concatenate',
        path: '',
        message: 'concatenate cannot merge 26×26×2 and 14×14×1 and 28×28×1',
      },
    ],
    ['two empty branches', [{ kind: 'add', branches: [[], []] }], { layer: '0.add', path: 'branches' }],
    [
      'a block without layers',
      [residual(4, 1, { layers: [] })],
      { layer: '0.residual.layers', message: 'the block has no layers' },
    ],
    [
      'more layers than there is room for',
      [
        {
          kind: 'repeat',
          times: 1000,
          layers: [{ kind: 'repeat', times: 1000, layers: [{ kind: 'flatten' }] }],
        },
      ],
      {
        layer: '0.repeat.layers.0.repeat.layers.0.flatten',
        message: 'the model has more than 10000 layers when its blocks are written out',
      },
    ],
    [
      'blocks in blocks in blocks',
      [
        Array.from({ length: 20 }).reduce<Layer>(
          (layer) => ({ kind: 'repeat', times: 1, layers: [layer] }),
          relu,
        ),
      ],
      { message: 'layers are nested more than 16 blocks deep' },
    ],
    [
      'a compression that leaves nothing',
      [{ kind: 'transition', compression: 0.4, kernelInitializer: 'heNormal' }],
      { layer: '0.transition', path: 'compression' },
    ],
    [
      'dropout of channels of no map',
      [flatten, { kind: 'spatialDropout2d', rate: 0.5 }, dense(2)],
      { layer: '1.spatialDropout2d' },
    ],
    [
      'softmax in the last of the repeated layers but not the last time',
      [flatten, { kind: 'repeat', times: 2, layers: [dense(10, 'softmax')] }],
      { layer: '1.repeat.layers.0.dense', path: 'activation' },
    ],
    [
      'a map of which only the zeros around it are read',
      [
        maxPooling2d([28, 28]),
        {
          kind: 'zeroPadding2d',
          padding: [
            [2, 0],
            [0, 0],
          ],
        },
        conv2d(2, { kernelSize: [1, 1], strides: [5, 1] }),
        ...end,
      ],
      {
        layer: '1.zeroPadding2d',
        message: 'zeroPadding2d reads nothing of its 1×1 map, only zeros around it',
      },
    ],
  ];
  it.each(cases)('%s', (_, layers, expected) => {
    expect(problemOf(...layers)).toMatchObject(expected);
  });
});
