/** Small models in which only a max pooling without overlaps reads a convolution: its gradient is that of the windows' winners. */
import type { Model } from '#src/model/layer.js';
import { beside, conv, dense, flatten, model, pool } from './rig.js';

const end = [flatten, dense(5, 'softmax')];
const same = { padding: 'same' } as const;
const relu = { activation: 'relu', ...same } as const;
const halved = pool('maxPooling2d', [2, 2]);

export const models: Record<string, Model> = {
  'winners of a convolution of the image': model([7, 6, 8], conv(12, [3, 3], relu), halved, ...end),
  'winners behind another convolution': model(
    [10, 9, 1],
    conv(16, [3, 3], same),
    conv(12, [3, 3], { activation: 'relu', useBias: false }),
    halved,
    ...end,
  ),
  'winners of winners, many channels': model(
    [14, 13, 2],
    conv(32, [3, 3], relu),
    halved,
    conv(64, [3, 3], relu),
    halved,
    conv(20, [3, 3], relu),
    halved,
    ...end,
  ),
  'winners without an activation, windows with gaps between them': model(
    [12, 11, 1],
    conv(40, [3, 3], same),
    conv(8, [2, 4]),
    pool('maxPooling2d', [2, 3], [3, 4]),
    ...end,
  ),
  'winners of windows that reach over the edge': model(
    [9, 7, 1],
    conv(24, [3, 3], same),
    conv(8, [5, 5], relu),
    pool('maxPooling2d', [4, 4], [4, 4], 'same'),
    ...end,
  ),
  'winners of a 1×1 convolution': model([6, 6, 16], conv(8, [1, 1], relu), halved, conv(4, [3, 3]), ...end),
  'winners of a convolution beside another': model(
    [8, 8, 8],
    beside(
      [conv(8, [3, 3], relu), halved],
      [conv(8, [3, 3], { activation: 'relu', strides: [2, 2], ...same })],
    ),
    ...end,
  ),
  'overlapping windows behind a convolution': model(
    [9, 9, 8],
    conv(8, [3, 3], relu),
    pool('maxPooling2d', [3, 3], [2, 2]),
    ...end,
  ),
};
