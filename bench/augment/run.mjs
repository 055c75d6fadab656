// Augmented images a second on one core, ours and the peers' in turns, and what augmentation adds to our training.
import { describeMachine, printMachine } from '../harness/hardware.mjs';
import { count, oneOf, readOptions, readVariants } from '../harness/options.mjs';
import { readPeers } from '../harness/peers.mjs';
import { print, printRates, printRatio } from '../harness/print.mjs';
import {
  checkCounts,
  closeAll,
  ratios,
  runRounds,
  startAll,
  startTogether,
  summarize,
} from '../harness/rounds.mjs';
import { imageOptions, loadImages, withWorkFolder } from '../harness/work.mjs';
import { CLASSES, OPTIMIZER, workloads } from '../models/workload.mjs';
import { TRANSFORMS } from './transforms.mjs';

const OPTIONS = {
  ...imageOptions,
  transform: { type: 'string', multiple: true },
  images: { type: 'string', default: '12800' },
  'training-images': { type: 'string', default: '6400' },
  threads: { type: 'string', default: '2' },
};
/** Peers that have the affine transform alone. */
const AFFINE_ONLY = ['keras-generator'];

export async function run(args) {
  const options = readOptions(args, OPTIONS);
  const peers = readPeers('augment', options);
  const machine = describeMachine();
  const parts = [];
  for (const transform of options.transform ?? ['affine', 'elastic', 'training']) {
    oneOf('transform', transform, ['affine', 'elastic', 'training']);
    process.stderr.write(`${transform}\n`);
    if (transform === 'training') parts.push({ transform, ...(await measureTraining(options)) });
    else parts.push({ transform, ...(await measureTransform(transform, options, peers)) });
  }
  print({ bench: 'augment', machine, parts }, options.json, (result) => [
    printMachine(result.machine),
    ...result.parts.flatMap((part) => ['', ...printPart(part)]),
  ]);
}

async function measureTransform(transform, options, peers) {
  const rounds = count('rounds', options.rounds);
  const images = await loadImages(options, count('images', options.images));
  const work = { threads: 1, augmentation: TRANSFORMS[transform] };
  return withWorkFolder(async (writeWork) => {
    const competitors = await startAll({
      ours: 'augment/ours.mjs',
      peers: peers.filter(({ name }) => transform === 'affine' || !AFFINE_ONLY.includes(name)),
      options,
      variants: readVariants(options),
      images,
      work,
      writeWork,
    });
    try {
      const answers = await runRounds(competitors, { call: 'augment', items: images.count, rounds });
      checkCounts(competitors, answers, images.pixels.length);
      return {
        images: images.count,
        rounds,
        data: options.data,
        competitors: summarize(competitors, answers),
        ratios: ratios(competitors, answers),
      };
    } finally {
      await closeAll(competitors);
    }
  });
}

/** Our training with the affine transform and without: two processes of ours, in turns. */
async function measureTraining(options) {
  const rounds = count('rounds', options.rounds);
  const threads = count('threads', options.threads);
  const images = await loadImages(options, count('training-images', options['training-images']));
  const { height, width, channels } = images;
  const model = workloads.paper.build([height, width, channels], { padding: 'same', width: 1 });
  const work = { threads, batchSize: 32, model, classes: CLASSES, optimizer: OPTIMIZER };
  return withWorkFolder(async (writeWork) => {
    const script = 'train/ours.mjs';
    const kinds = [
      { name: 'augmented', script, more: { augmentation: TRANSFORMS.affine } },
      { name: 'plain', script },
    ];
    const competitors = await startTogether(kinds, { images, work, variants: {}, writeWork });
    try {
      const answers = await runRounds(competitors, { call: 'train', items: images.count, rounds });
      return {
        images: images.count,
        rounds,
        threads,
        data: options.data,
        competitors: summarize(competitors, answers),
        ratios: ratios(competitors, answers, 'augmented'),
      };
    } finally {
      await closeAll(competitors);
    }
  });
}

function printPart({ transform, images, rounds, threads = 1, data, competitors, ratios: measured }) {
  const many = `${threads} ${threads === 1 ? 'thread' : 'threads'}, ${rounds} rounds of ${images} ${data} images`;
  if (transform !== 'training') {
    return [`${transform} augmentation, ${many}`, '', ...printRates('images/s', competitors, measured)];
  }
  const { min, median, max } = measured.plain;
  const cost = (ratio) => `${((1 / ratio - 1) * 100).toFixed(1)} %`;
  return [
    `training the paper's CNN with affine augmentation and without, ${many}`,
    '',
    ...printRates('images/s', competitors, {}),
    printRatio('augmented', 'plain', measured.plain),
    `augmentation adds to the time: ${cost(median)} in the median, ${cost(max)} to ${cost(min)}`,
  ];
}
