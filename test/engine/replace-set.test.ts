import { describe, expect, test } from 'vitest';
import { engines } from './engines.js';
import {
  analyze,
  compile,
  conv,
  dense,
  everyImage,
  expectClose,
  flatten,
  model,
  pool,
  randomSet,
  randomWeights,
} from './wasm/rig.js';

const same = { padding: 'same', activation: 'relu' } as const;
const network = model(
  [28, 28, 1],
  conv(32, [3, 3], same),
  pool('maxPooling2d', [2, 2]),
  conv(64, [3, 3], same),
  pool('maxPooling2d', [2, 2]),
  flatten,
  dense(10, 'softmax'),
);
const all = randomSet(network.inputShape, 50, 10);
const weights = randomWeights(analyze(network));

describe.each(engines)('%s', (engine, { missing }) => {
  test.skipIf(missing)(
    'images that pass through a window get what they get all at once, whatever the batch',
    async () => {
      const whole = await compile(network, all, { batchSize: 32 }, engine);
      const window = await compile(
        network,
        randomSet(network.inputShape, 20, 10, 9),
        {
          batchSize: 8,
          threads: 2,
        },
        engine,
      );
      try {
        whole.load({ weights });
        window.load({ weights });
        const { probabilities } = await whole.evaluate({ set: 'train', indices: everyImage(all) });
        for (const [from, to] of [
          [0, 20],
          [20, 40],
          [40, 50],
        ] as const) {
          const part = {
            ...all,
            count: to - from,
            pixels: all.pixels.subarray(from * 784, to * 784),
            labels: all.labels.subarray(from, to),
          };
          window.replaceSet('train', part);
          const answer = await window.evaluate({ set: 'train', indices: everyImage(part) });
          const expected = probabilities.slice(from * 10, to * 10);
          // Of the default engine, the very bits.
          if (engine === 'wasm') expect(answer.probabilities).toEqual(expected);
          expectClose(answer.probabilities, expected, 'probabilities');
        }
        // Ten images are in it now, whatever there is room for.
        await expect(window.evaluate({ set: 'train', indices: Uint32Array.of(10) })).rejects.toThrow(
          'of a set of 10',
        );
        expect(() => window.replaceSet('train', all)).toThrow('at most 20 fit');
        expect(() => window.replaceSet('test', all)).toThrow('image set "test"');
        expect(() => window.replaceSet('train', { ...all, height: 14, width: 56 })).toThrow('[14, 56, 1]');
      } finally {
        await whole.dispose();
        await window.dispose();
      }
    },
  );
});
