import * as engine from '#src/engine/index.js';
import { randomKey } from '#src/util/random.js';
import { readWork, serve, timed } from '../harness/serve.mjs';

/** Images of one call: their results stay in the caches. */
const BATCH = 256;

const { images, augmentation } = readWork();
const indices = Uint32Array.from({ length: images.count }, (_, i) => i);
const draw = await openDrawing(randomKey(1, 'augmentation'));

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

async function drawAll() {
  let count = 0;
  for (let first = 0; first < indices.length; first += BATCH) {
    count += (await draw(indices.subarray(first, first + BATCH), epoch)).length;
  }
  return count;
}

/** An engine without an augmenter makes its kernels anew in each call. */
async function openDrawing(key) {
  if (engine.openAugmenter === undefined) {
    return (batch) => engine.augmentImages(images, batch, epoch, augmentation, key);
  }
  const augmenter = await engine.openAugmenter(images, augmentation, key);
  return (batch) => augmenter.draw(batch, epoch);
}
