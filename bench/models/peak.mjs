// The engine's own peak: products of matrices by its usual way, chains of convolutions whose data stay in the caches, 1×1
// and 5×5 (a 3×3 one may be computed in a cheaper way than by a product). It goes through the engine's interface, so it
// holds whatever the kernels are called.
import { timed } from '../harness/serve.mjs';
import { compileOurs } from './ours.mjs';

const SIDE = 16;
const CHAINS = [
  { kernel: 1, filters: 128, layers: 8 },
  { kernel: 5, filters: 64, layers: 3 },
];
const IMAGES = 32;
const TRIES = 5;
const initializers = { useBias: true, kernelInitializer: 'glorotUniform', biasInitializer: 'zeros' };

/** GFLOPS of the best try of the best chain, on this many threads. */
export async function measurePeak(threads) {
  const rates = [];
  for (const chain of CHAINS) rates.push(await measureChain(chain, threads));
  return { gflops: Math.max(...rates) };
}

async function measureChain({ kernel, filters, layers }, threads) {
  const convolution = {
    kind: 'conv2d',
    filters,
    kernelSize: [kernel, kernel],
    strides: [1, 1],
    padding: 'valid',
    activation: 'linear',
    ...initializers,
  };
  const output = { kind: 'dense', units: 10, activation: 'softmax', ...initializers };
  const images = {
    count: IMAGES,
    height: SIDE,
    width: SIDE,
    channels: 1,
    pixels: Uint8Array.from({ length: IMAGES * SIDE * SIDE }, (_, i) => (i * 37) % 256),
    labels: new Uint8Array(IMAGES),
  };
  const { trainable, analysis } = await compileOurs({
    model: {
      inputShape: [SIDE, SIDE, 1],
      layers: [...Array.from({ length: layers }, () => convolution), { kind: 'flatten' }, output],
    },
    images,
    batchSize: 32,
    optimizer: { learningRate: 0.01, momentum: 0 },
    threads,
  });
  const indices = Uint32Array.from({ length: IMAGES }, (_, i) => i);
  let best = 0;
  for (let i = 0; i < TRIES; i++) {
    const { seconds } = await timed(() => trainable.evaluate({ set: 'train', indices }));
    best = Math.max(best, (analysis.flops * IMAGES) / seconds / 1e9);
  }
  await trainable.dispose();
  return best;
}
