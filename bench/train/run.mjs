// Images a second of training, ours and the peers' in turns: see bench/README.md.
import { analyzeModel } from '#src/model/analyze.js';
import { AFFINE } from '../augment/transforms.mjs';
import { unwrap } from '../harness/failure.mjs';
import { describeMachine } from '../harness/hardware.mjs';
import { count, oneOf, readOptions, readVariants } from '../harness/options.mjs';
import { readPeers } from '../harness/peers.mjs';
import { print } from '../harness/print.mjs';
import { checkParameters, closeAll, ratios, runRounds, startAll, summarize } from '../harness/rounds.mjs';
import { imageOptions, loadImages, withWorkFolder } from '../harness/work.mjs';
import { CLASSES, OPTIMIZER, workloads } from '../models/workload.mjs';
import { printTraining, printVaried } from './print.mjs';

const OPTIONS = {
  ...imageOptions,
  workload: { type: 'string', default: 'paper' },
  padding: { type: 'string', default: 'same' },
  threads: { type: 'string', default: '2' },
  batch: { type: 'string', default: '32' },
  width: { type: 'string', default: '1' },
  images: { type: 'string' },
  engine: { type: 'string', default: 'wasm' },
  augmentation: { type: 'boolean', default: false },
  vary: { type: 'string' },
  values: { type: 'string' },
};

/** What --vary steps through without --values. */
const VALUES = { batch: '8,16,32,64,128', width: '0.5,1,2', threads: '1,2' };

export async function run(args) {
  const options = readOptions(args, OPTIONS);
  const peers = readPeers('train', options);
  const varied = options.vary;
  if (varied === undefined) {
    const machine = describeMachine();
    const measured = await measure(options, peers, measurePeaks);
    return print({ bench: 'train', machine, ...measured }, options.json, printTraining);
  }
  oneOf('vary', varied, Object.keys(VALUES));
  const machine = describeMachine();
  const rows = [];
  let chosen = options;
  for (const value of (options.values ?? VALUES[varied]).split(',')) {
    process.stderr.write(`${varied} ${value}\n`);
    rows.push({ value, ...(await measure({ ...chosen, [varied]: value }, peers)) });
    chosen = keepVariants(chosen, rows[0].competitors);
  }
  print({ bench: 'train', machine, varied, rows }, options.json, printVaried);
}

/** A peer tries its variants once in a sweep. */
function keepVariants(options, competitors) {
  const variant = competitors.flatMap((peer) =>
    peer.variant === undefined ? [] : [`${peer.name}=${peer.variant}`],
  );
  return variant.length === 0 ? options : { ...options, variant };
}

/** @param findPeaks left out in a sweep, which does not print them */
async function measure(options, peers, findPeaks) {
  const workload = workloads[oneOf('workload', options.workload, Object.keys(workloads))];
  const rounds = count('rounds', options.rounds);
  const threads = count('threads', options.threads);
  const batchSize = count('batch', options.batch);
  const padding = oneOf('padding', options.padding, ['same', 'valid']);
  // Whole batches, so that nobody has a smaller one at the end.
  const wanted = count('images', options.images ?? workload.images);
  const images = await loadImages(options, Math.ceil(wanted / batchSize) * batchSize);
  const { height, width, channels } = images;
  const model = workload.build([height, width, channels], { padding, width: Number(options.width) });
  const analysis = unwrap(analyzeModel(model));
  const engine = oneOf('engine', options.engine, ['wasm', 'tensorflow']);
  const work = { threads, engine, batchSize, model, classes: CLASSES, optimizer: OPTIMIZER };
  return withWorkFolder(async (writeWork) => {
    const competitors = await startAll({
      ours: 'train/ours.mjs',
      peers,
      options,
      variants: readVariants(options),
      images,
      work,
      oursOnly: options.augmentation ? { augmentation: AFFINE } : {},
      writeWork,
    });
    try {
      checkParameters(competitors);
      const answers = await runRounds(competitors, { call: 'train', items: images.count, rounds });
      const peaks = await findPeaks?.(competitors);
      const records = summarize(competitors, answers).map((record, i) => {
        if (peaks === undefined) return record;
        return {
          ...record,
          roofline: roofline(record.rate.median * analysis.liveTrainingFlops, peaks[i]),
        };
      });
      return {
        work: {
          title: workload.title,
          workload: options.workload,
          padding: options.workload === 'paper' ? padding : 'same',
          width: Number(options.width),
          batchSize,
          threads,
          images: images.count,
          rounds,
          data: options.data,
          augmentation: options.augmentation,
          megaflopsPerImage: analysis.liveTrainingFlops / 1e6,
        },
        competitors: records,
        ratios: ratios(competitors, answers),
      };
    } finally {
      await closeAll(competitors);
    }
  });
}

/** Products of matrices, each competitor's own, in turns: the best of two. */
async function measurePeaks(competitors) {
  const peaks = competitors.map(() => 0);
  for (let i = 0; i < 2; i++) {
    for (const [index, competitor] of competitors.entries()) {
      peaks[index] = Math.max(peaks[index], (await competitor.call('peak')).gflops);
    }
  }
  return peaks;
}

/**
 * How near the training comes to the competitor's own peak. The work counted is what a direct computation needs for the
 * outputs that matter, for everybody: Winograd's and dead outputs left out do less and can get past 100 %.
 */
function roofline(flopsPerSecond, peakGflops) {
  const gflops = flopsPerSecond / 1e9;
  return { gflops, peakGflops, share: gflops / peakGflops };
}
