import { readWork, requirePeer, serve, timed } from '../harness/serve.mjs';
import { buildModel, countParameters, describe, loadImages } from '../models/tfjs-model.mjs';

const BATCH = 256;

const work = readWork();
const tf = requirePeer(work, '@tensorflow/tfjs-node');
const [images] = loadImages(tf, work.images);
const model = buildModel(tf, work.model);

await serve(
  { version: describe(tf), parameters: countParameters(model) },
  {
    async predict() {
      const { seconds, result } = await timed(() =>
        tf.tidy(() => model.predict(images, { batchSize: BATCH }).dataSync()),
      );
      return { seconds, count: result.length };
    },
  },
);
