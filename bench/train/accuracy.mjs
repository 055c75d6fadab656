// node bench/train/accuracy.mjs --data-dir DIR [--images 12000] [--epochs 4] [--seeds 5] [--padding same|valid]
// Whether it matters to the result how 3×3 convolutions are computed: the paper's CNN on MNIST, trained from the same seeds
// by Winograd's algorithm and directly, scored on the whole test set, with the interval of the difference, paired by seed.
import { parseArgs } from 'node:util';
import { loadDataset } from '#src/data/load-dataset.js';
import { loadEngine } from '#src/engine/index.js';
import { analyzeModel } from '#src/model/analyze.js';
import { initializeWeights } from '#src/model/initialize.js';
import { permutation, RandomStream, randomKey } from '#src/util/random.js';
import { unwrap } from '../harness/failure.mjs';
import { OPTIMIZER, workloads } from '../models/workload.mjs';

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    images: { type: 'string', default: '12000' },
    epochs: { type: 'string', default: '4' },
    seeds: { type: 'string', default: '5' },
    padding: { type: 'string', default: 'same' },
    threads: { type: 'string', default: '2' },
  },
});
const place = values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] };
const { train, test } = unwrap(
  await loadDataset({ name: 'mnist', env: process.env, offline: true, ...place }),
);
const inputShape = [train.height, train.width, train.channels];
const model = workloads.paper.build(inputShape, { padding: values.padding, width: 1 });
const analysis = unwrap(analyzeModel(model));
const engine = unwrap(await loadEngine('wasm'));
const everyTest = Uint32Array.from({ length: test.count }, (_, i) => i);

async function accuracyOf(convolution, seed) {
  const trainable = await engine.compile(model, {
    sets: { train, test },
    pixelScale: { scale: 1 / 255, offset: 0 },
    batchSize: 32,
    loss: { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
    optimizer: { kind: 'sgd', ...OPTIMIZER, nesterov: false },
    threads: Number(values.threads),
    keys: { dropout: randomKey(seed, 'dropout'), augmentation: randomKey(seed, 'augmentation') },
    convolution,
  });
  trainable.load({ weights: initializeWeights(analysis, seed) });
  const chosen = permutation(train.count, new RandomStream(randomKey(seed, 'split'), 0));
  const images = chosen.slice(0, Number(values.images));
  for (let epoch = 1; epoch <= Number(values.epochs); epoch++) {
    const turn = permutation(images.length, new RandomStream(randomKey(seed, 'shuffle'), epoch));
    await trainable.trainEpoch({ set: 'train', order: turn.map((i) => images[i]), epoch });
  }
  const { accuracy } = await trainable.evaluate({ set: 'test', indices: everyTest });
  await trainable.dispose();
  return accuracy;
}

const rows = [];
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  const row = [await accuracyOf('winograd', seed), await accuracyOf('direct', seed)];
  rows.push(row);
  const [winograd, direct] = row.map((accuracy) => (100 * accuracy).toFixed(2));
  process.stdout.write(`seed ${seed}: Winograd ${winograd} %, direct ${direct} %\n`);
}
for (const [i, name] of ['Winograd', 'direct'].entries()) {
  const { mean, deviation } = describe(rows.map((row) => 100 * row[i]));
  process.stdout.write(`${name}: ${mean.toFixed(3)} ± ${deviation.toFixed(3)} %\n`);
}
/** Student's t, two-sided 95 %, by degrees of freedom from 1. */
const CRITICAL = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];
const differences = rows.map(([winograd, direct]) => 100 * (winograd - direct));
const { mean, deviation } = describe(differences);
const critical = CRITICAL[rows.length - 2] ?? 1.96;
const halfWidth = (critical * deviation) / Math.sqrt(rows.length);
process.stdout.write(
  `difference, paired by seed: ${mean.toFixed(3)} ± ${halfWidth.toFixed(3)} % (95 % interval)${Math.abs(mean) > halfWidth ? ': significant' : ': not significant'}\n`,
);

function describe(numbers) {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, numbers.length - 1)) };
}
