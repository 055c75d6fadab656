// tfjs-node as fast as it trains here: images as float32 tensors in memory, model.fit without metrics.
import { readWork, requirePeer, serve, timed } from '../harness/serve.mjs';
import { buildModel, countParameters, describe, loadImages } from '../models/tfjs-model.mjs';

const work = readWork();
const tf = requirePeer(work, '@tensorflow/tfjs-node');
const [images, labels] = loadImages(tf, work.images);
const model = buildModel(tf, work.model);
model.compile({
  optimizer: tf.train.momentum(work.optimizer.learningRate, work.optimizer.momentum),
  loss: 'sparseCategoricalCrossentropy',
});

await serve(
  { version: describe(tf), parameters: countParameters(model) },
  {
    async train() {
      // yieldEvery 'never' leaves out the pauses that fit makes for a browser's sake.
      const { seconds, result } = await timed(() =>
        model.fit(images, labels, {
          batchSize: work.batchSize,
          epochs: 1,
          shuffle: true,
          verbose: 0,
          yieldEvery: 'never',
        }),
      );
      return { seconds, loss: result.history.loss?.[0] };
    },
    peak: () => bestGflops(tf),
  },
);

async function bestGflops() {
  let best = 0;
  const n = 1024;
  const [a, b] = [tf.randomUniform([n, n]), tf.randomUniform([n, n])];
  for (let i = 0; i < 10; i++) {
    const { seconds } = await timed(() => tf.tidy(() => tf.matMul(a, b).slice([0, 0], [1, 1]).dataSync()));
    best = Math.max(best, (2 * n ** 3) / seconds / 1e9);
  }
  tf.dispose([a, b]);
  return { gflops: best };
}
