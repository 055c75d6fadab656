import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { adam, epoch, set, using, weights } from '../learning-rig.js';
import { everyImage } from '../wasm/rig.js';
import { installed } from './installed.js';

test.skipIf(installed === undefined)('tensorflow keeps the tensors of the state, and no others', async () => {
  const options = { optimizer: adam, emaMomentum: 0.9 };
  await using(
    options,
    async (trainable) => {
      const tf = createRequire(import.meta.url)(installed?.entry ?? '') as {
        memory(): { numTensors: number };
      };
      const before = tf.memory().numTensors;
      await trainable.trainEpoch(epoch(1));
      await trainable.evaluate({ set: 'train', indices: everyImage(set), averaged: true });
      trainable.load(trainable.state());
      expect(tf.memory().numTensors).toBe(before);
      await trainable.dispose();
      // Weights, m, v and averages.
      expect(before - tf.memory().numTensors).toBe(4 * weights.length);
    },
    set,
    'tensorflow',
  );
});
