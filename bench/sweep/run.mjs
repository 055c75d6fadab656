// A grid of trainings, whole commands: ours with two jobs and with one, the bare trainings, and Optuna with PyTorch, in turns.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchFailure } from '../harness/failure.mjs';
import { describeMachine, printMachine } from '../harness/hardware.mjs';
import { count, readOptions, readVariants } from '../harness/options.mjs';
import { readPeers } from '../harness/peers.mjs';
import { print, printRatio, table } from '../harness/print.mjs';
import { closeAll, runRounds, startTogether } from '../harness/rounds.mjs';
import { pairedRatio, spread } from '../harness/statistics.mjs';
import { imageOptions, loadImages, withWorkFolder } from '../harness/work.mjs';
import { workloads } from '../models/workload.mjs';

const OPTIONS = {
  ...imageOptions,
  data: { type: 'string', default: 'mnist' },
  rounds: { type: 'string', default: '3' },
  images: { type: 'string', default: '6000' },
  epochs: { type: 'string', default: '2' },
  jobs: { type: 'string', default: '2' },
};
/** The parameters that experiments/baseline.yaml declares. */
const GRID = { lr: [0.1, 0.03, 0.01, 0.003], momentum: [0, 0.5, 0.9, 0.95] };
const TRIALS = 16;
/** As experiments/base.yaml has it: degrees, of the side, factor 1 ± zoom. */
const AUGMENTATION = { rotation: 10, shift: 0.1, zoom: 0.1 };
const HELD_OUT = 0.1;
const BATCH = 32;
const ONE_JOB = 'hwr-run, 1 job';
const BARE = 'bare training';

export async function run(args) {
  const options = readOptions(args, OPTIONS);
  const [rounds, jobs] = [count('rounds', options.rounds), count('jobs', options.jobs)];
  const [limit, epochs] = [count('images', options.images), count('epochs', options.epochs)];
  const machine = describeMachine();
  const images = await loadImages(options, limit);
  const { height, width, channels } = images;
  const model = workloads.paper.build([height, width, channels], { padding: 'same', width: 1 });
  const spec = fileURLToPath(new URL('../../experiments/baseline.yaml', import.meta.url));
  const data = options['data-dir'] === undefined ? [] : ['--data-dir', path.resolve(options['data-dir'])];
  const settings = ['--set', `load.limit=${limit}`, '--set', `train.epochs=${epochs}`, ...data];
  if (options.data !== 'mnist') settings.push('--set', `load.dataset=${options.data}`);
  if (!existsSync(spec)) throw new BenchFailure(`${spec} is missing`);
  const work = {
    model,
    epochs,
    batchSize: BATCH,
    heldOut: limit * HELD_OUT,
    grid: GRID,
    spec,
    settings,
    threads: 1,
  };
  const own = (name, script, more) => ({ name, script, more });
  const entries = [
    ...(options.only === 'peers'
      ? []
      : [
          own(`hwr-run, ${jobs} jobs`, 'sweep/ours.mjs', { jobs, threads: jobs }),
          own(ONE_JOB, 'sweep/ours.mjs', { jobs: 1 }),
          own(BARE, 'sweep/bare.mjs', {}),
        ]),
    ...(options.only === 'ours'
      ? []
      : readPeers('sweep', options).map((peer) => ({ ...peer, more: { jobs, augmentation: AUGMENTATION } }))),
  ];
  const measured = await withWorkFolder(async (writeWork) => {
    const competitors = await startTogether(entries, {
      variants: readVariants(options),
      images,
      work,
      writeWork,
    });
    try {
      const answers = await runRounds(competitors, { call: 'sweep', items: TRIALS, rounds, warmUps: 1 });
      return summarize(competitors, answers);
    } finally {
      await closeAll(competitors);
    }
  });
  print({ bench: 'sweep', machine, work: { limit, epochs, jobs, rounds }, ...measured }, options.json, lines);
}

function summarize(competitors, answers) {
  for (const [i, { name }] of competitors.entries()) {
    const odd = answers[i].find(({ trials }) => trials !== TRIALS);
    if (odd !== undefined) throw new BenchFailure(`${name} made ${odd.trials} trials, not ${TRIALS}`);
  }
  const of = (name) => answers[competitors.findIndex((competitor) => competitor.name === name)];
  const rates = (list) => list.map(({ rate }) => rate);
  const [first] = competitors;
  const ratios = competitors
    .slice(1)
    .filter(({ name }) => name !== BARE)
    .map(({ name }) => ({ name, ratio: pairedRatio(rates(answers[0]), rates(of(name))) }));
  const one = of(ONE_JOB);
  const overhead =
    one &&
    pairedRatio(
      one.map(({ trialSeconds }) => trialSeconds),
      of(BARE).map(({ trialSeconds }) => trialSeconds),
    );
  const forecasts = competitors.flatMap(({ name }, i) => {
    const known = answers[i].filter(({ forecast }) => forecast !== undefined);
    if (known.length === 0) return [];
    return [{ name, ratio: spread(known.map(({ forecast, seconds }) => forecast / seconds)) }];
  });
  return {
    first: first.name,
    competitors: competitors.map(({ name, ready }, i) => ({
      name,
      version: ready.version,
      seconds: spread(answers[i].map(({ seconds }) => seconds)),
    })),
    ratios,
    ...(overhead && { overhead }),
    forecasts,
  };
}

function lines({ machine, work, first, competitors, ratios, overhead, forecasts }) {
  const rows = competitors.map(({ name, version, seconds: { min, median, max } }) => [
    name,
    ...[min, median, max].map((seconds) => seconds.toFixed(1)),
    version,
  ]);
  const text = [
    printMachine(machine),
    `${TRIALS} trials of the paper's CNN, ${work.epochs} epochs of ${work.limit} images, ${work.rounds} rounds in turns`,
    '',
    ...table([['seconds', 'min', 'median', 'max', ''], ...rows]),
    '',
    ...ratios.map(({ name, ratio }) => printRatio(first, name, ratio)),
  ];
  if (overhead !== undefined) {
    const [low, middle, high] = [overhead.min, overhead.median, overhead.max].map((ratio) =>
      ((ratio - 1) * 100).toFixed(1),
    );
    text.push(`a trial beyond its bare training: min ${low} %, median ${middle} %, max ${high} %`);
  }
  for (const { name, ratio } of forecasts) text.push(printRatio(`${name}: forecast`, 'seconds', ratio));
  return text;
}
