// The peer: tfjs-node in the folder that scripts/setup-tfjs-node.mjs made (--peer-dir).
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { readOptions, serve } from './competitor.mjs';
import {
  BATCH_SIZE,
  CLASSES,
  DROPOUT,
  FILTERS,
  LEARNING_RATE,
  loadImages,
  MOMENTUM,
  UNITS,
} from './workload.mjs';

const options = readOptions();
// tfjs-node calls util.isNullOrUndefined, which Node 23 removed; it must be there before it is loaded.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = createRequire(path.resolve(options['peer-dir'] ?? '.', 'package.json'))('@tensorflow/tfjs-node');

const set = await loadImages(options.data, options.images, options['data-dir']);
const { height, width, channels } = set;
const pixels = Float32Array.from(set.pixels, (pixel) => pixel / 255);
const images = tf.tensor4d(pixels, [set.count, height, width, channels]);
const labels = tf.tensor1d(Float32Array.from(set.labels));

/** Keras's default, and ours; tfjs has its own. */
const kernelInitializer = 'glorotUniform';
const model = tf.sequential();
for (const [index, filters] of FILTERS.entries()) {
  const input = index === 0 ? { inputShape: [height, width, channels] } : {};
  const { padding } = options;
  model.add(
    tf.layers.conv2d({ filters, kernelSize: 3, padding, activation: 'relu', kernelInitializer, ...input }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
}
model.add(tf.layers.flatten());
for (const units of UNITS) model.add(tf.layers.dense({ units, activation: 'relu', kernelInitializer }));
model.add(tf.layers.dropout({ rate: DROPOUT }));
model.add(tf.layers.dense({ units: CLASSES, activation: 'softmax', kernelInitializer }));
model.compile({
  optimizer: tf.train.momentum(LEARNING_RATE, MOMENTUM),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
});

await serve(
  {
    name: 'tfjs-node',
    version: `tfjs-node ${tf.version['tfjs-node'] ?? tf.version.tfjs}, TensorFlow ${tf.backend().binding.TF_Version}`,
    parameters: model.countParams(),
  },
  async (count) => {
    const [x, y] = count === set.count ? [images, labels] : [images.slice(0, count), labels.slice(0, count)];
    const start = process.hrtime.bigint();
    // yieldEvery 'never' leaves out the pauses that fit makes for a browser's sake.
    const { history } = await model.fit(x, y, {
      batchSize: BATCH_SIZE,
      epochs: 1,
      shuffle: true,
      verbose: 0,
      yieldEvery: 'never',
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (x !== images) tf.dispose([x, y]);
    return { seconds, loss: history.loss?.[0] };
  },
);
