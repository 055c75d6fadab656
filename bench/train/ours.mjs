import { permutation, RandomStream, randomKey } from '#src/util/random.js';
import { readWork, serve, timed } from '../harness/serve.mjs';
import { compileOurs, SEED } from '../models/ours.mjs';
import { measurePeak } from '../models/peak.mjs';

const work = readWork();
const { images, augmentation } = work;
const { trainable, parameters, version } = await compileOurs(work);

let epoch = 0;
await serve(
  { version, parameters },
  {
    async train() {
      epoch++;
      const order = permutation(images.count, new RandomStream(randomKey(SEED, 'shuffle'), epoch));
      const { seconds, result } = await timed(() =>
        trainable.trainEpoch({
          set: 'train',
          order,
          epoch,
          ...(augmentation === undefined ? {} : { augmentation }),
        }),
      );
      return { seconds, loss: result.loss };
    },
    peak: () => measurePeak(work.threads),
  },
);
await trainable.dispose();
