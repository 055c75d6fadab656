import { openAugmenter } from '#src/engine/index.js';
import { randomKey } from '#src/util/random.js';
import { readWork, serve, timed } from '../harness/serve.mjs';

/** Images of one call: their results stay in the caches. */
const BATCH = 256;

const { images, augmentation } = readWork();
const indices = Uint32Array.from({ length: images.count }, (_, i) => i);
const augmenter = await openAugmenter(images, randomKey(1, 'augmentation'), BATCH);

let epoch = 0;
await serve(
  { version: 'wasm' },
  {
    async augment() {
      epoch++;
      const { seconds, result } = await timed(() => drawAll());
      return { seconds, count: result };
    },
  },
);

function drawAll() {
  let count = 0;
  for (let first = 0; first < indices.length; first += BATCH) {
    count += augmenter.draw(augmentation, indices.subarray(first, first + BATCH), epoch).length;
  }
  return count;
}
