// The training of the same trials without a sweep around it: the epochs and their validation, on one thread, nothing else timed.
import { permutation, RandomStream, randomKey } from '#src/util/random.js';
import { AFFINE } from '../augment/transforms.mjs';
import { readWork, serve, timed } from '../harness/serve.mjs';
import { compileOurs, SEED } from '../models/ours.mjs';

const work = readWork();
const { images, grid, epochs, heldOut } = work;
const count = images.count - heldOut;
const everyOne = Uint32Array.from({ length: count }, (_, i) => i);
const validation = Uint32Array.from({ length: heldOut }, (_, i) => count + i);

await serve(
  { version: 'the engine alone, 1 thread' },
  {
    async sweep() {
      let [seconds, trials] = [0, 0];
      for (const learningRate of grid.lr) {
        for (const momentum of grid.momentum) {
          const { trainable } = await compileOurs({
            ...work,
            threads: 1,
            optimizer: { learningRate, momentum },
          });
          for (let epoch = 1; epoch <= epochs; epoch++) {
            const shuffled = permutation(count, new RandomStream(randomKey(SEED, 'shuffle'), epoch));
            const order = shuffled.map((position) => everyOne[position]);
            seconds += (
              await timed(() => trainable.trainEpoch({ set: 'train', order, epoch, augmentation: AFFINE }))
            ).seconds;
            seconds += (await timed(() => trainable.evaluate({ set: 'train', indices: validation }))).seconds;
          }
          await trainable.dispose();
          trials++;
        }
      }
      return { seconds, trials, trialSeconds: seconds / trials };
    },
  },
);
