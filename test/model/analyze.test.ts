import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeModel, checkOutput, type ModelAnalysis, type ModelProblem } from '#src/model/analyze.js';
import type { Layer, Model } from '#src/model/layer.js';
import { conv2d, dense, flatten, maxPooling2d, paperModel } from './layers.js';

interface Golden {
  readonly models: readonly {
    readonly model: Model;
    readonly layers: readonly { outputShape: number[]; parameters: number; variables: number[][] }[];
    readonly parameters: number;
    readonly visible: { readonly rows: number[]; readonly columns: number[]; readonly pixels: number };
  }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../fixtures/model/keras.json', import.meta.url), 'utf8'),
);

function analyze(model: Model): ModelAnalysis {
  const outcome = analyzeModel(model);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

function problemOf(layers: readonly Layer[], inputShape: Model['inputShape'] = [28, 28, 1]): ModelProblem {
  const outcome = analyzeModel({ inputShape, layers });
  if (outcome.ok) throw new Error('the model has no problem');
  return outcome.failure;
}

describe('what Keras says of the paper’s network and 41 others', () => {
  it.each(golden.models.map((expected, index) => ({ index, expected })))('model $index', ({ expected }) => {
    const analysis = analyze(expected.model);
    expect(
      analysis.layers.map(({ outputShape, parameters, variables }) => ({
        outputShape,
        parameters,
        variables: variables.map(({ shape }) => shape),
      })),
    ).toEqual(expected.layers);
    expect(analysis.parameters).toBe(expected.parameters);
    const [height, width] = expected.model.inputShape;
    expect(analysis.deadPixels).toBe(height * width - expected.visible.pixels);
    for (const [extent, seen] of [
      [analysis.visible.rows, expected.visible.rows],
      [analysis.visible.columns, expected.visible.columns],
    ] as const) {
      expect(extent).toEqual({ start: seen[0], end: seen.at(-1)! + 1, count: seen.length });
    }
  });
});

describe('the paper’s network', () => {
  it('names layers as Keras does, in camel case', () => {
    const { layers } = analyze(paperModel('same'));
    expect(layers.map(({ name }) => name)).toEqual([
      'conv2d',
      'maxPooling2d',
      'conv2d_1',
      'maxPooling2d_1',
      'conv2d_2',
      'maxPooling2d_2',
      'flatten',
      'dense',
      'dense_1',
      'dropout',
      'dense_2',
    ]);
    expect(layers[2]?.variables).toEqual([
      {
        name: 'conv2d_1/kernel',
        shape: [3, 3, 32, 64],
        initializer: 'glorotUniform',
        fanIn: 288,
        fanOut: 576,
        trainable: true,
      },
      {
        name: 'conv2d_1/bias',
        shape: [64],
        initializer: 'zeros',
        fanIn: 64,
        fanOut: 64,
        trainable: true,
      },
    ]);
  });

  it('costs 16.2 MFLOP an image to train with valid padding, of which 8.5 have an effect', () => {
    const { trainingFlops, liveTrainingFlops } = analyze(paperModel('valid'));
    expect(trainingFlops).toBe(16_204_032);
    expect(liveTrainingFlops).toBe(8_476_416);
  });

  it('costs 33.7 MFLOP an image to train with same padding, of which 30.8 have an effect', () => {
    const analysis = analyze(paperModel('same'));
    expect(analysis.trainingFlops).toBe(33_666_816);
    expect(analysis.liveTrainingFlops).toBe(30_791_424);
    expect(analysis.flops).toBe(
      2 * (9 * 32 * 784 + 9 * 32 * 64 * 196 + 9 * 64 * 64 * 49 + 576 * 64 + 64 * 64 + 640),
    );
    expect(analysis.layers[4]?.live?.rows).toEqual({ start: 0, end: 6, count: 6 });
  });

  it('sees the top-left 22×22 pixels with valid padding, and says so', () => {
    const { visible, deadPixels, warnings, layers } = analyze(paperModel('valid'));
    expect(visible.rows).toEqual({ start: 0, end: 22, count: 22 });
    expect(deadPixels).toBe(784 - 484);
    expect(layers.map(({ live }) => live?.rows.end)).toEqual([
      20,
      10,
      8,
      4,
      2,
      1,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(warnings).toEqual([
      {
        layer: 3,
        message:
          'valid padding: the network sees only the top-left 22×22 of 28×28 pixels, 300 are never looked at: ' +
          'maxPooling2d_1 leaves part of its 11×11 map unread, maxPooling2d_2 leaves part of its 3×3 map unread',
        advice: 'use padding: same in the convolutions, or sizes that the pooling divides',
      },
    ]);
  });

  it('sees every pixel with same padding, and says nothing', () => {
    const { deadPixels, warnings, layers } = analyze(paperModel('same'));
    expect(deadPixels).toBe(0);
    expect(warnings).toEqual([]);
    expect(layers.slice(0, 8).map(({ receptiveField }) => receptiveField[0])).toEqual([
      3, 4, 8, 10, 18, 22, 22, 28,
    ]);
    expect(layers.slice(0, 8).map(({ jump }) => jump[0])).toEqual([1, 2, 2, 4, 4, 8, 8, 0]);
  });
});

describe('cost', () => {
  it('counts what average pooling reads, and gradients only where something before them learns', () => {
    const pooling: Layer = { ...maxPooling2d([2, 3]), kind: 'averagePooling2d' };
    const { layers } = analyze({ inputShape: [4, 6, 2], layers: [pooling, flatten, dense(5), dense(3)] });
    expect(layers.map(({ flops }) => flops)).toEqual([2 * 2 * 2 * 6, 0, 2 * 8 * 5, 2 * 5 * 3]);
    expect(layers.map(({ trainingFlops }) => trainingFlops)).toEqual([48, 0, 2 * 80, 3 * 30]);
  });
});

describe('warnings', () => {
  it('tells of pixels that strides step over', () => {
    const { warnings } = analyze({
      inputShape: [6, 6, 1],
      layers: [conv2d(2, { kernelSize: [1, 1], strides: [2, 3] }), flatten, dense(2)],
    });
    expect(warnings[0]).toMatchObject({
      layer: 0,
      message: expect.stringContaining('sees only 6 of the 6×6 pixels, 30 are never'),
    });
  });

  it('tells of a kernel that mostly sees padding', () => {
    const layers = [conv2d(2, { kernelSize: [7, 3], padding: 'same' }), flatten, dense(2)];
    const { warnings } = analyze({ inputShape: [3, 3, 1], layers });
    expect(warnings).toEqual([
      {
        layer: 0,
        message: "conv2d: 6 of the 7×3 window's 21 positions only ever see padding on a 3×3 map",
        advice: 'use a smaller window, or pool less before it',
      },
    ]);
  });
});

describe('problems', () => {
  const cases: readonly [string, readonly Layer[], Partial<ModelProblem>][] = [
    ['no layers', [], { layer: '', path: '', message: 'the model has no layers' }],
    [
      'a kernel larger than its map',
      [maxPooling2d([9, 9]), conv2d(2, { kernelSize: [5, 5] })],
      { layer: '1.conv2d', path: 'kernelSize', message: 'the 5×5 kernel does not fit its 3×3 input' },
    ],
    [
      'a pool larger than its map',
      [maxPooling2d([9, 9]), maxPooling2d([2, 4])],
      { layer: '1.maxPooling2d', path: 'poolSize', message: 'the 2×4 pool does not fit its 3×3 input' },
    ],
    [
      'dense on a map',
      [conv2d(2), dense(2)],
      { layer: '1.dense', path: '', message: 'dense needs a flat input, not a map of 26×26×2' },
    ],
    [
      'a convolution after flatten',
      [flatten, conv2d(2)],
      {
        layer: '1.conv2d',
        path: '',
        message: 'conv2d needs a map of height × width × channels, not 784 values',
      },
    ],
    ['pooling after flatten', [flatten, maxPooling2d()], { layer: '1.maxPooling2d', path: '' }],
    [
      'softmax before the end',
      [flatten, dense(4, 'softmax'), dense(2)],
      { layer: '1.dense', path: 'activation', message: 'softmax is for the last layer only' },
    ],
    [
      'a softmax layer before the end',
      [flatten, { kind: 'activation', activation: 'softmax' }, dense(2)],
      { layer: '1.activation', path: '' },
    ],
    ['softmax on a map', [conv2d(2, { activation: 'softmax' })], { layer: '0.conv2d', path: 'activation' }],
    [
      'dropout at the end',
      [flatten, dense(2), { kind: 'dropout', rate: 0.5 }],
      { layer: '2.dropout', path: '' },
    ],
    [
      'too many parameters',
      [flatten, dense(10), dense(2 ** 25)],
      { layer: '2.dense', path: 'units', message: expect.stringContaining('parameters') },
    ],
    [
      'too many activations',
      [conv2d(2 ** 17, { kernelSize: [1, 1] })],
      { layer: '0.conv2d', path: 'filters' },
    ],
  ];
  it.each(cases)('%s', (_, layers, expected) => {
    expect(problemOf(layers)).toMatchObject(expected);
  });

  it('same padding fits any kernel', () => {
    expect(
      analyze({ inputShape: [1, 1, 1], layers: [conv2d(3, { kernelSize: [5, 5], padding: 'same' })] })
        .outputShape,
    ).toEqual([1, 1, 3]);
  });
});

describe('the output', () => {
  const check = (layers: readonly Layer[], classes = 10) => {
    const outcome = checkOutput(analyze({ inputShape: [4, 4, 1], layers }), classes);
    return outcome.ok ? 'fine' : outcome.failure;
  };
  const softmax: Layer = { kind: 'activation', activation: 'softmax' };

  it('is a dense layer with softmax, or with softmax after it', () => {
    expect(check([flatten, dense(10, 'softmax')])).toBe('fine');
    expect(check([flatten, dense(10, 'linear'), softmax])).toBe('fine');
  });

  it('has one unit for each class', () => {
    expect(check([flatten, dense(11, 'softmax')])).toMatchObject({ layer: '1.dense', path: 'units' });
    expect(check([flatten, dense(9, 'softmax')])).toMatchObject({
      layer: '1.dense',
      path: 'units',
      advice: 'use units: 10',
    });
    expect(check([flatten, dense(10, 'linear'), softmax], 26)).toMatchObject({
      layer: '1.dense',
      path: 'units',
    });
  });

  it('is a probability', () => {
    expect(check([flatten, dense(10, 'relu')])).toMatchObject({ layer: '1.dense', path: 'activation' });
    expect(check([flatten, dense(10, 'linear'), { kind: 'activation', activation: 'relu' }])).toMatchObject({
      layer: '2.activation',
      path: '',
    });
  });

  it('is not a map or a flattened one', () => {
    expect(check([conv2d(10)])).toMatchObject({
      layer: '0.conv2d',
      path: '',
      message: expect.stringContaining('ends in conv2d'),
    });
    expect(check([conv2d(10), flatten, softmax])).toMatchObject({ layer: '2.activation', path: '' });
  });
});
