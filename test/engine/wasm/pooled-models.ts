/** Small models that begin with a convolution and a pooling. */
import type { Model } from '#src/model/layer.js';
import { beside, conv, dense, dropout, flatten, model, pool } from './rig.js';

const end = [flatten, dense(5, 'softmax')];
const same = { padding: 'same' } as const;

/** A first convolution and the pooling behind it: computed as one where the filters are a multiple of 8. */
export const models: Record<string, Model> = Object.fromEntries(
  (
    [
      [[7, 6, 1], 8, 'same', 'relu', true],
      [[9, 12, 1], 32, 'same', 'relu', true],
      [[9, 12, 1], 32, 'valid', 'linear', true],
      [[6, 9, 1], 24, 'valid', 'relu', false],
      [[5, 4, 1], 8, 'same', 'linear', false],
      [[4, 4, 1], 16, 'valid', 'relu', true],
      [[10, 7, 1], 12, 'same', 'relu', true],
      [[7, 7, 1], 5, 'valid', 'linear', true],
      [[9, 8, 2], 8, 'same', 'relu', true],
    ] as const
  ).flatMap(([shape, filters, padding, activation, useBias]) => {
    const name = `${shape.join('×')}, ${filters} filters, ${padding}, ${activation}, ${useBias ? 'a' : 'no'} bias`;
    const first = conv(filters, [3, 3], { padding, activation, useBias });
    const pooling = pool('maxPooling2d', [2, 2]);
    return [
      [`max pooling of the first convolution, ${name}`, model(shape, first, pooling, ...end)],
      [`the same before a convolution, ${name}`, model(shape, first, pooling, conv(8, [3, 3], same), ...end)],
    ];
  }),
);

const first = conv(8, [3, 3], { activation: 'relu', ...same });
Object.assign(models, {
  'max pooling of the first convolution, a large map': model(
    [40, 150, 1],
    first,
    pool('maxPooling2d', [2, 2]),
    pool('averagePooling2d', [5, 5]),
    ...end,
  ),
  'max pooling of the first convolution, reaching over the edge': model(
    [7, 9, 1],
    first,
    pool('maxPooling2d', [2, 2], [2, 2], 'same'),
    ...end,
  ),
  'max pooling of a first convolution that others read, too': model(
    [7, 6, 1],
    first,
    beside([pool('maxPooling2d', [2, 2])], [conv(4, [2, 2], { strides: [2, 2] })]),
    ...end,
  ),
  'max pooling of a first convolution beside another': model(
    [7, 6, 1],
    beside([first, pool('maxPooling2d', [2, 2])], [conv(4, [2, 2], { strides: [2, 2] })]),
    ...end,
  ),
  'max pooling behind a dropout of the first convolution': model(
    [8, 8, 1],
    first,
    beside([dropout(0.3), pool('maxPooling2d', [2, 2])], [pool('averagePooling2d', [2, 2])]),
    ...end,
  ),
});
