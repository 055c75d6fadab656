import { augmentImages } from '#src/engine/index.js';
import { randomKey } from '#src/util/random.js';
import { readWork, serve, timed } from '../harness/serve.mjs';

const { images, augmentation } = readWork();
const indices = Uint32Array.from({ length: images.count }, (_, i) => i);
const key = randomKey(1, 'augmentation');

let epoch = 0;
await serve(
  { version: 'wasm' },
  {
    async augment() {
      epoch++;
      const { seconds, result } = await timed(() => augmentImages(images, indices, epoch, augmentation, key));
      return { seconds, count: result.length };
    },
  },
);
