// node bench/train/run.mjs --peer tfjs-node --peer-dir DIR --threads 2 --padding same
// Images a second of training, ours and the peer's alternately in one run: see bench/README.md.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { startCompetitor } from './competitor.mjs';

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    'peer-dir': { type: 'string' },
    only: { type: 'string' },
    threads: { type: 'string', default: '2' },
    padding: { type: 'string', default: 'same' },
    images: { type: 'string', default: '6400' },
    rounds: { type: 'string', default: '9' },
    data: { type: 'string', default: 'synthetic' },
    'data-dir': { type: 'string' },
    augmentation: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const peers = { 'tfjs-node': 'peer-tfjs-node.mjs' };
if (values.peer !== undefined && (peers[values.peer] === undefined || values['peer-dir'] === undefined)) {
  process.stderr.write(`--peer is one of ${Object.keys(peers).join(', ')} and needs --peer-dir\n`);
  process.exit(2);
}

const images = Number(values.images);
const shared = ['images', 'threads', 'padding', 'data', 'data-dir', 'peer-dir'].flatMap((name) =>
  values[name] === undefined ? [] : [`--${name}`, values[name]],
);
const ours = [...shared, ...(values.augmentation ? ['--augmentation'] : [])];
/** TensorFlow's own switches for its two thread pools. */
const peerEnvironment = {
  TF_NUM_INTRAOP_THREADS: values.threads,
  TF_NUM_INTEROP_THREADS: values.threads,
  OMP_NUM_THREADS: values.threads,
  TF_CPP_MIN_LOG_LEVEL: '2',
};

const competitors = [];
if (values.only !== 'peer') competitors.push(await startCompetitor('ours.mjs', ours, {}));
if (values.peer !== undefined)
  competitors.push(await startCompetitor(peers[values.peer], shared, peerEnvironment));

// Twice: past V8's first compiler, and TensorFlow's first allocations.
for (const competitor of competitors) for (let i = 0; i < 2; i++) await competitor.run(images);

const rates = competitors.map(() => []);
const cpuRates = competitors.map(() => []);
const peaks = competitors.map(() => 0);
const losses = competitors.map(() => undefined);
for (let round = 0; round < Number(values.rounds); round++) {
  // The order turns with each round, so that neither always follows the other's heat.
  const turn = [...competitors.keys()];
  if (round % 2 === 1) turn.reverse();
  for (const index of turn) {
    const { seconds, cpuSeconds, peakBytes, loss } = await competitors[index].run(images);
    rates[index].push(images / seconds);
    cpuRates[index].push(images / cpuSeconds);
    peaks[index] = peakBytes;
    losses[index] = loss;
  }
  const line = competitors.map(({ ready }, i) => `${ready.name} ${rates[i].at(-1).toFixed(0)}`).join('   ');
  process.stderr.write(`round ${round + 1}: ${line} images/s\n`);
}
for (const competitor of competitors) await competitor.close();

const result = {
  hardware: {
    cpu: os.cpus()[0]?.model,
    cores: os.availableParallelism(),
    platform: `${os.platform()} ${os.arch()}`,
  },
  node: process.version,
  threads: Number(values.threads),
  padding: values.padding,
  images,
  data: values.data,
  augmentation: values.augmentation,
  competitors: competitors.map(({ ready }, i) => ({
    ...ready,
    imagesPerSecond: { min: Math.min(...rates[i]), median: median(rates[i]), max: Math.max(...rates[i]) },
    imagesPerCpuSecond: median(cpuRates[i]),
    peakMB: peaks[i] / 1e6,
    loss: losses[i],
  })),
  ...(competitors.length === 2 ? { ratio: ratioOf(rates) } : {}),
};
process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : describe(result));

/** Of the rates of one round each: what the machine did to both cancels. */
function ratioOf([own, peer]) {
  const paired = own.map((rate, i) => rate / peer[i]);
  return { min: Math.min(...paired), median: median(paired), max: Math.max(...paired) };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function describe({ hardware, node, threads, padding, competitors, ratio }) {
  const lines = [
    `${hardware.cpu}, ${hardware.cores} cores, ${hardware.platform}, Node ${node.slice(1)}`,
    `the paper's CNN, ${padding} padding, batch 32, ${threads} threads, ${values.rounds} rounds of ${images} ${values.data} images${values.augmentation ? ', ours with augmentation' : ''}`,
    '',
    `images/s     ${['min', 'median', 'max', '/CPU s', 'peak MB', 'loss'].map((title) => title.padStart(9)).join('')}`,
  ];
  for (const { name, version, imagesPerSecond, imagesPerCpuSecond, peakMB, loss } of competitors) {
    const { min, median, max } = imagesPerSecond;
    const numbers = [
      ...[min, median, max, imagesPerCpuSecond, peakMB].map((x) => x.toFixed(0)),
      loss?.toFixed(4) ?? '',
    ];
    lines.push(`${name.padEnd(13)}${numbers.map((x) => x.padStart(9)).join('')}  ${version}`);
  }
  if (ratio !== undefined) {
    lines.push(
      '',
      `ratio, round by round: min ${ratio.min.toFixed(2)}, median ${ratio.median.toFixed(2)}, max ${ratio.max.toFixed(2)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
