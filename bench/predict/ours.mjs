import { readWork, serve, timed } from '../harness/serve.mjs';
import { compileOurs } from '../models/ours.mjs';

const work = readWork();
const { trainable, parameters, version } = await compileOurs(work);
const indices = Uint32Array.from({ length: work.images.count }, (_, i) => i);

await serve(
  { version, parameters },
  {
    async predict() {
      const { seconds, result } = await timed(() => trainable.evaluate({ set: 'train', indices }));
      return { seconds, count: result.probabilities.length };
    },
  },
);
await trainable.dispose();
