/** Small models of shapes that leave remainders everywhere, and those of the other lists. */
import type { Model } from '#src/model/layer.js';
import { models as everyLayer } from './models.js';
import { models as pooled } from './pooled-models.js';
import { activation, conv, dense, dropout, flatten, model, pool } from './rig.js';
import { models as winners } from './winner-models.js';

const end = [flatten, dense(5, 'softmax')];
const same = { padding: 'same' } as const;

/** Shapes that leave remainders everywhere: in tiles of 4 positions and 8 channels, in vectors of 4, in strides. */
const models: Record<string, Model> = {
  'one dense layer': model([3, 3, 1], flatten, dense(5, 'softmax')),
  'one pixel': model([1, 1, 1], flatten, dense(7, 'tanh'), dense(5, 'softmax')),
  'dense layers of odd sizes': model(
    [5, 5, 3],
    flatten,
    dense(9, 'relu'),
    dense(17, 'sigmoid'),
    dense(5, 'softmax'),
  ),
  'dense without bias': model([4, 4, 1], flatten, dense(8, 'relu', false), dense(5, 'softmax', false)),
  'softmax as a layer': model([4, 4, 1], flatten, dense(5), activation('softmax')),
  'valid convolution, one channel': model([7, 6, 1], conv(5, [3, 3], { activation: 'relu' }), ...end),
  'same convolution, one channel': model([7, 6, 1], conv(8, [3, 3], { activation: 'relu', ...same }), ...end),
  'convolution behind a convolution': model(
    [7, 8, 3],
    conv(9, [3, 3], { activation: 'relu', ...same }),
    conv(7, [3, 2], { activation: 'tanh' }),
    ...end,
  ),
  'even kernels': model([6, 7, 2], conv(5, [2, 4], same), conv(6, [4, 2], same), ...end),
  'stride 2': model(
    [9, 8, 1],
    conv(6, [3, 3], { strides: [2, 2], ...same }),
    conv(5, [3, 3], { strides: [2, 2], ...same }),
    ...end,
  ),
  'stride 3 over kernel 2': model(
    [11, 10, 2],
    conv(4, [2, 2], { strides: [3, 3] }),
    conv(9, [2, 2], { strides: [1, 2], ...same }),
    ...end,
  ),
  'stride 2, valid, twice': model(
    [13, 12, 1],
    conv(3, [5, 3], { strides: [2, 2] }),
    conv(8, [3, 3], { strides: [2, 1] }),
    ...end,
  ),
  'kernel as large as its map': model([5, 4, 2], conv(7, [5, 4], { activation: 'sigmoid' }), ...end),
  'kernel larger than its map, same': model([3, 3, 1], conv(4, [5, 5], same), conv(4, [5, 5], same), ...end),
  'convolutions of one cell': model(
    [4, 5, 3],
    conv(5, [1, 1], { activation: 'relu' }),
    conv(11, [1, 1], { useBias: false }),
    ...end,
  ),
  'a convolution without bias behind another': model(
    [6, 6, 1],
    conv(6, [3, 3]),
    conv(8, [3, 3], { useBias: false, activation: 'relu' }),
    ...end,
  ),
  'max pooling, odd map': model(
    [9, 7, 1],
    conv(6, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'max pooling, same': model(
    [9, 7, 1],
    conv(6, [3, 3], { activation: 'relu' }),
    pool('maxPooling2d', [2, 2], [2, 2], 'same'),
    ...end,
  ),
  'overlapping max pooling': model(
    [9, 9, 1],
    conv(5, [3, 3], { activation: 'relu' }),
    pool('maxPooling2d', [3, 3], [2, 2]),
    conv(5, [2, 2]),
    ...end,
  ),
  'overlapping max pooling, same': model(
    [8, 9, 2],
    conv(9, [3, 3]),
    pool('maxPooling2d', [3, 2], [1, 1], 'same'),
    conv(5, [3, 3], same),
    ...end,
  ),
  'max pooling with gaps': model(
    [11, 11, 1],
    conv(4, [2, 2], { activation: 'relu' }),
    pool('maxPooling2d', [2, 2], [3, 3]),
    ...end,
  ),
  'max pooling between convolutions': model(
    [13, 13, 1],
    conv(5, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    conv(9, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    conv(7, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'max pooling after tanh': model(
    [8, 8, 1],
    conv(6, [3, 3]),
    conv(5, [3, 3], { activation: 'tanh', ...same }),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'max pooling of the image': model([8, 8, 3], pool('maxPooling2d', [2, 2]), conv(5, [3, 3]), ...end),
  'average pooling': model(
    [9, 8, 1],
    conv(6, [3, 3], { activation: 'relu', ...same }),
    pool('averagePooling2d', [2, 2]),
    ...end,
  ),
  'average pooling, same, overlapping': model(
    [7, 9, 1],
    conv(5, [3, 3]),
    pool('averagePooling2d', [3, 3], [2, 2], 'same'),
    conv(4, [2, 2]),
    ...end,
  ),
  'pooling behind pooling': model(
    [12, 12, 1],
    conv(5, [3, 3], same),
    pool('averagePooling2d', [2, 2]),
    pool('maxPooling2d', [2, 3]),
    ...end,
  ),
  'activations as layers': model(
    [6, 6, 1],
    conv(5, [3, 3], same),
    activation('relu'),
    conv(6, [3, 3]),
    activation('sigmoid'),
    flatten,
    dense(9),
    activation('tanh'),
    dense(5, 'softmax'),
  ),
  'dropout of a vector': model([5, 5, 1], flatten, dense(13, 'relu'), dropout(0.5), dense(5, 'softmax')),
  'dropout of a map': model(
    [7, 7, 1],
    conv(3, [3, 3], { activation: 'relu' }),
    dropout(0.3),
    conv(5, [3, 3], same),
    dropout(0.25),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'dropout of the image': model([5, 5, 1], dropout(0.2), conv(4, [3, 3]), ...end),
};

/** Channels that are multiples of 8 go Winograd's way; tiles of 4, 3 and 2 outputs, whole and cut off. */
const tiled: Record<string, Model> = Object.fromEntries(
  ([4, 5, 6, 7, 8, 9, 11] as const).flatMap((side) =>
    (['same', 'valid'] as const).map((padding) => [
      `3×3 by tiles, ${side}×${side + 1}, ${padding}`,
      model(
        [side + 2, side + 3, 3],
        conv(8, [3, 3], { activation: 'relu' }),
        conv(16, [3, 3], { activation: 'relu', padding }),
        conv(8, [3, 3], { activation: 'tanh', padding: 'same', useBias: side % 2 === 0 }),
        ...end,
      ),
    ]),
  ),
);

export const everyModel: Record<string, Model> = {
  ...models,
  ...tiled,
  ...pooled,
  ...winners,
  ...everyLayer,
};
