// Predictions a second: probabilities of each class for all images, ours and the peers' in turns.
import { describeMachine, printMachine } from '../harness/hardware.mjs';
import { count, oneOf, readOptions, readVariants } from '../harness/options.mjs';
import { readPeers } from '../harness/peers.mjs';
import { print, printRates } from '../harness/print.mjs';
import {
  checkCounts,
  checkParameters,
  closeAll,
  ratios,
  runRounds,
  startAll,
  summarize,
} from '../harness/rounds.mjs';
import { imageOptions, loadImages, withWorkFolder } from '../harness/work.mjs';
import { CLASSES, OPTIMIZER, workloads } from '../models/workload.mjs';

const OPTIONS = {
  ...imageOptions,
  workload: { type: 'string', default: 'paper' },
  padding: { type: 'string', default: 'same' },
  threads: { type: 'string', default: '2' },
  images: { type: 'string', default: '60000' },
};
/** The size of ours; each peer chooses its own. */
const BATCH = 32;

export async function run(args) {
  const options = readOptions(args, OPTIONS);
  const peers = readPeers('predict', options);
  const machine = describeMachine();
  const workload = workloads[oneOf('workload', options.workload, Object.keys(workloads))];
  const rounds = count('rounds', options.rounds);
  const threads = count('threads', options.threads);
  const padding = oneOf('padding', options.padding, ['same', 'valid']);
  const images = await loadImages(options, count('images', options.images));
  const model = workload.build([images.height, images.width, images.channels], { padding, width: 1 });
  const work = { threads, batchSize: BATCH, model, classes: CLASSES, optimizer: OPTIMIZER };
  const variants = readVariants(options);
  const measured = await withWorkFolder(async (writeWork) => {
    const ours = 'predict/ours.mjs';
    const competitors = await startAll({ ours, peers, options, variants, images, work, writeWork });
    try {
      checkParameters(competitors);
      const answers = await runRounds(competitors, { call: 'predict', items: images.count, rounds });
      checkCounts(competitors, answers, images.count * CLASSES);
      return { competitors: summarize(competitors, answers), ratios: ratios(competitors, answers) };
    } finally {
      await closeAll(competitors);
    }
  });
  const described = { title: workload.title, padding, threads, images: images.count, rounds };
  print(
    { bench: 'predict', machine, work: { ...described, data: options.data }, ...measured },
    options.json,
    lines,
  );
}

function lines({ machine, work, competitors, ratios: measured }) {
  const { title, padding, threads, images, rounds, data } = work;
  const many = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return [
    printMachine(machine),
    `predicting with ${title}, ${padding} padding, ${many}, ${rounds} rounds of ${images} ${data} images`,
    '',
    ...printRates('images/s', competitors, measured),
  ];
}
