import { describe, expect, it } from 'vitest';
import type { ModelProblem } from '#src/model/analyze.js';
import type { Conv2d, Layer } from '#src/model/layer.js';
import {
  analyzeLayers,
  batchNormalization,
  conv2d,
  dense,
  end,
  flatten,
  maxPooling2d,
  problemOf,
  relu,
  residual,
} from './layers.js';

describe('what is live in a graph', () => {
  const small: Partial<Conv2d> = { kernelSize: [1, 1], activation: 'linear' };

  it('is what any of the readers reads', () => {
    // One branch reads 6 of 7 rows, the other the first 4.
    const add: Layer = {
      kind: 'add',
      branches: [[maxPooling2d([2, 2])], [conv2d(3, { ...small, kernelSize: [2, 2], strides: [2, 2] })]],
    };
    const even = analyzeLayers([7, 7, 1], conv2d(3, small), add, flatten, dense(10, 'softmax'));
    expect(even.layers[0]?.live?.rows).toEqual({ start: 0, end: 6, count: 6 });
    const whole = analyzeLayers([7, 7, 1], conv2d(3, small), { ...add, branches: [[], [relu]] }, ...end);
    expect(whole.layers[0]?.live?.rows.count).toBe(7);
    const cut = analyzeLayers(
      [7, 7, 1],
      conv2d(3, small),
      { ...add, branches: [[], [relu]] },
      maxPooling2d([3, 7]),
      ...end,
    );
    expect(cut.layers.slice(0, 3).map(({ live }) => live?.rows.count)).toEqual([6, 6, 6]);
  });

  it('is all of what batch normalisation reads and makes', () => {
    const { layers, deadPixels } = analyzeLayers(
      [7, 7, 1],
      conv2d(3, small),
      batchNormalization,
      maxPooling2d([4, 4]),
      ...end,
    );
    expect(layers.slice(0, 3).map(({ live }) => live?.rows.count)).toEqual([7, 7, 1]);
    expect(deadPixels).toBe(0);
    const without = analyzeLayers([7, 7, 1], conv2d(3, small), relu, maxPooling2d([4, 4]), ...end);
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
    const { layers } = analyzeLayers([5, 5, 1], conv2d(3, small), padding, maxPooling2d([5, 5]), ...end);
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
    const { layers } = analyzeLayers([20, 20, 1], conv2d(4), residual(4, 2), ...end);
    expect(layers.map(({ receptiveField }) => receptiveField[0])).toEqual([
      3, 5, 5, 5, 9, 9, 3, 3, 9, 9, 20, 20,
    ]);
    expect(layers[8]?.jump).toEqual([2, 2]);
  });

  it('a branch pays for the gradient of its input only where something before it learns', () => {
    const { layers } = analyzeLayers(
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
