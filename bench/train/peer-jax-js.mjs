// jax-js (@jax-js/jax) on its WebAssembly backend, for what the paper's network needs. Convolutions are products of
// unfolded windows, since its own (lax.conv) is thirty times slower on this backend; the whole step is one jitted function.

import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readWork, requirePeer, serve, timed } from '../harness/serve.mjs';

const work = readWork();
requirePeer(work, '@jax-js/jax');
const resolve = createRequire(path.resolve(work.peerFolder, 'package.json')).resolve;
const jax = await import(pathToFileURL(resolve('@jax-js/jax')).href);
const { version } = createRequire(import.meta.url)(
  path.join(path.dirname(resolve('@jax-js/jax')), '..', 'package.json'),
);
await jax.init('wasm');
jax.defaultDevice('wasm');
const { numpy: np, nn, random } = jax;

const { images, batchSize, model, optimizer } = work;
const size = images.height * images.width * images.channels;
const pixels = Float32Array.from(images.pixels, (pixel) => pixel / 255);

let seed = 1;
const { parameters, shapes } = initialize();
let state = { parameters, velocity: shapes.map((shape) => np.zeros(shape)) };

// Arrays are handed over: a function ends the life of its arguments, and `.ref` keeps one for another use.
const step = jax.jit((parameters, velocity, x, target, key) => {
  const [loss, gradients] = jax.valueAndGrad(meanLoss)(
    parameters.map((parameter) => parameter.ref),
    x,
    target,
    key,
  );
  const moved = velocity.map((v, i) =>
    v.mul(optimizer.momentum).sub(gradients[i].mul(optimizer.learningRate)),
  );
  return [parameters.map((parameter, i) => parameter.add(moved[i].ref)), moved, loss];
});

await serve(
  {
    version: `jax-js ${version} on WebAssembly`,
    parameters: shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0),
  },
  {
    async train() {
      const { seconds, result: loss } = await timed(trainEpoch);
      return { seconds, loss };
    },
    peak: bestGflops,
  },
);

async function trainEpoch() {
  let total = np.zeros([]);
  const order = shuffled(images.count);
  for (let first = 0; first < order.length; first += batchSize) {
    const batch = order.subarray(first, first + batchSize);
    const x = new Float32Array(batchSize * size);
    const target = new Float32Array(batchSize * work.classes);
    for (const [i, index] of batch.entries()) {
      x.set(pixels.subarray(index * size, (index + 1) * size), i * size);
      target[i * work.classes + images.labels[index]] = 1;
    }
    const shape = [batchSize, images.height, images.width, images.channels];
    const [next, velocity, loss] = step(
      state.parameters,
      state.velocity,
      np.array(x).reshape(shape),
      np.array(target).reshape([batchSize, work.classes]),
      random.key(seed++),
    );
    state = { parameters: next, velocity };
    total = total.add(loss);
  }
  const sum = (await total.data())[0];
  return (sum * batchSize) / images.count;
}

function meanLoss(parameters, x, target, key) {
  const logits = forward(parameters, x, key);
  return nn
    .logSoftmax(logits)
    .mul(target)
    .sum()
    .mul(-1 / batchSize);
}

function forward(parameters, input, key) {
  let x = input;
  const queue = [...parameters];
  for (const layer of model.layers) {
    const [n, height, width, channels] = x.shape;
    switch (layer.kind) {
      case 'conv2d':
        x = activate(layer, convolve(x, layer, queue.shift()).add(queue.shift()));
        break;
      case 'dense':
        x = activate(layer, np.matmul(x, queue.shift()).add(queue.shift()));
        break;
      case 'maxPooling2d': {
        const [h, w] = [height >> 1, width >> 1];
        const even = x.slice([], [0, 2 * h], [0, 2 * w], []);
        x = np.max(even.reshape([n, h, 2, w, 2, channels]), [2, 4]);
        break;
      }
      case 'flatten':
        x = x.reshape([n, height * width * channels]);
        break;
      case 'dropout': {
        const kept = random.bernoulli(key, 1 - layer.rate, x.shape).astype(np.float32);
        x = x.mul(kept).mul(1 / (1 - layer.rate));
        break;
      }
      default:
        throw new Error(`this peer does not know ${layer.kind}`);
    }
  }
  return x;
}

function activate({ activation }, x) {
  return activation === 'relu' ? nn.relu(x) : x;
}

function convolve(x, { padding, kernelSize: [kernel], filters }, weights) {
  const border = padding === 'same' ? kernel >> 1 : 0;
  const padded = np.pad(x, [
    [0, 0],
    [border, border],
    [border, border],
    [0, 0],
  ]);
  const [n, height, width, channels] = padded.shape;
  const [h, w] = [height - kernel + 1, width - kernel + 1];
  const windows = Array.from({ length: kernel * kernel }, (_, i) => {
    const [row, column] = [Math.floor(i / kernel), i % kernel];
    return padded.ref.slice([], [row, row + h], [column, column + w], []);
  });
  padded.dispose();
  const unfolded = np.concatenate(windows, -1).reshape([n * h * w, kernel * kernel * channels]);
  return np.matmul(unfolded, weights).reshape([n, h, w, filters]);
}

/** Keras's initial weights: uniform kernels, zeros for the biases. */
function initialize() {
  const shapes = [];
  const parameters = [];
  let shape = model.inputShape;
  const add = (rows, columns, fanOut) => {
    const limit = Math.sqrt(6 / (rows + fanOut));
    const values = Float32Array.from({ length: rows * columns }, () => (Math.random() * 2 - 1) * limit);
    shapes.push([rows, columns], [columns]);
    parameters.push(np.array(values).reshape([rows, columns]), np.zeros([columns]));
  };
  for (const { kind, filters, units, kernelSize, padding } of model.layers) {
    const [height, width, channels] = shape;
    if (kind === 'conv2d') {
      const [kernel] = kernelSize;
      add(kernel * kernel * channels, filters, kernel * kernel * filters);
      const lost = padding === 'same' ? 0 : kernel - 1;
      shape = [height - lost, width - lost, filters];
    } else if (kind === 'dense') {
      add(shape[0], units, units);
      shape = [units];
    } else if (kind === 'maxPooling2d') shape = [height >> 1, width >> 1, channels];
    else if (kind === 'flatten') shape = [height * width * channels];
  }
  return { parameters, shapes };
}

function shuffled(count) {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(Math.random() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}

async function bestGflops() {
  const n = 512;
  let best = 0;
  for (let i = 0; i < 5; i++) {
    const [a, b] = [np.ones([n, n]), np.ones([n, n])];
    const { seconds } = await timed(() => jax.blockUntilReady(np.matmul(a, b)));
    best = Math.max(best, (2 * n ** 3) / seconds / 1e9);
  }
  return { gflops: best };
}
