// How good our searches are beside Optuna's, on the same functions and budgets. Not about speed: the figures are what
// is found, over seeds.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BenchFailure } from '../harness/failure.mjs';
import { count, oneOf, readOptions } from '../harness/options.mjs';
import { readPeers } from '../harness/peers.mjs';
import { print, table } from '../harness/print.mjs';
import { environment, pythonOf } from '../harness/start.mjs';
import { accuracy, branin, curveInstance, functions, hartmann6, limitOf } from './functions.mjs';
import { halve, instanceOf, minimise } from './ours.mjs';
import { quartiles, rankTest } from './statistics.mjs';

const OPTIONS = {
  seeds: { type: 'string', default: '30' },
  'first-seed': { type: 'string', default: '1' },
  function: { type: 'string', default: 'all' },
};
const TRIALS = { branin: 100, hartmann6: 200 };
/** 30 full trainings' worth of epochs, with noise of 0.3 points. */
const CURVES = { epochs: 27, budget: 810, noise: 0.003 };

export async function run(args) {
  const options = readOptions(args, OPTIONS);
  const first = count('first-seed', options['first-seed']);
  const seeds = Array.from({ length: count('seeds', options.seeds) }, (_, index) => first + index);
  const instances = seeds.map(instanceOf);
  const chosen = oneOf('function', options.function, ['all', ...Object.keys(TRIALS), 'curves']);
  const isChosen = (name) => chosen === 'all' || chosen === name;
  const peer = options.only === 'ours' ? undefined : readPeers('search', options)[0];
  const optuna =
    peer === undefined
      ? undefined
      : await ask(
          peer,
          tasksOf(seeds, instances).filter(({ race }) => isChosen(race)),
        );
  const functionNames = Object.keys(TRIALS).filter(isChosen);
  const races = functionNames.map((name) => functionRace(name, seeds));
  if (isChosen('curves')) races.push(curveRace(seeds, instances));
  for (const race of races) {
    const theirs = (optuna?.results ?? []).filter(({ race: name }) => name === race.name);
    race.entries.push(...theirs.map(({ name, values }) => ({ name: `Optuna, ${name}`, values })));
    // Tasks differ in what can be reached.
    if (race.name === 'curves')
      for (const entry of race.entries)
        entry.values = entry.values.map((value, i) => limitOf(instances[i]) - value);
    for (const entry of race.entries) entry.quartiles = quartiles(entry.values);
    race.tests = testsOf(race);
  }
  print({ bench: 'search', seeds, optuna: optuna?.version, races }, options.json, lines);
}

function functionRace(name, seeds) {
  const trials = TRIALS[name];
  const entry = (title, more) => ({
    name: title,
    values: seeds.map((seed) =>
      minimise({ function: name, trials, strategy: 'tpe', window: 1, ...more }, seed),
    ),
  });
  return {
    name,
    title: `${functions[name].title}, ${trials} trials (least possible: ${functions[name].least})`,
    entries: [
      entry('hwr-run, TPE, window 1', {}),
      entry('hwr-run, TPE, window 4', { window: 4 }),
      entry('hwr-run, random', { strategy: 'random' }),
    ],
  };
}

function curveRace(seeds, instances) {
  const entry = (proposals, window) => ({
    name: `hwr-run, ASHA, ${proposals === 'tpe' ? 'TPE' : 'random'}, window ${window}`,
    values: seeds.map((seed, i) => halve({ ...CURVES, proposals, window }, seed, instances[i])),
  });
  return {
    name: 'curves',
    title: `Learning curves of ${CURVES.epochs} epochs, ${CURVES.budget} epochs in all (what the chosen one misses)`,
    entries: [entry('random', 1), entry('random', 4), entry('tpe', 1), entry('tpe', 4)],
  };
}

function tasksOf(seeds, instances) {
  const samplers = ['TPE', 'multivariate TPE'];
  const minimising = Object.entries(TRIALS).flatMap(([name, trials]) =>
    samplers.map((sampler) => ({
      race: name,
      name: sampler,
      kind: 'minimise',
      function: name,
      trials,
      sampler,
      seeds,
    })),
  );
  const halving = ['random', ...samplers].flatMap((sampler) =>
    ['successive halving', 'hyperband'].map((pruner) => {
      const task = { kind: 'halve', ...CURVES, sampler, pruner, seeds, instances };
      return { race: 'curves', name: `${pruner}, ${sampler}`, ...task };
    }),
  );
  return [...minimising, ...halving];
}

/** Runs Optuna, first on a few points: both sides must optimise the same. */
async function ask({ name, peerFolder, script }, tasks) {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child = spawn(pythonOf(name, peerFolder), [file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment(1),
  });
  child.stdin.on('error', () => {});
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await answers.next();
    if (done) throw new BenchFailure(`${name} ended before it answered`);
    return JSON.parse(value);
  };
  const check = checkTask();
  child.stdin.end(JSON.stringify({ tasks: [check, ...tasks] }));
  const { version } = await next();
  compareChecks(check, (await next()).values);
  const results = [];
  for (const task of tasks) {
    process.stderr.write(`Optuna: ${task.race}, ${task.name}\n`);
    results.push({ race: task.race, name: task.name, ...(await next()) });
  }
  return { version, results };
}

function checkTask() {
  const points = [0.1, 0.37, 0.52, 0.83];
  const curve = [
    { lr: 0.01, units: 64, dropout: 0.3, optimizer: 'sgd', momentum: 0.7 },
    { lr: 0.0005, units: 200, dropout: 0, optimizer: 'adam' },
  ].map((point) => [curveInstance(() => 0.4), point, 5]);
  return {
    kind: 'check',
    branin: points.map((p) => [15 * p - 5, 15 - 15 * p]),
    hartmann6: points.map((p) => [p, 1 - p, p / 2, p, 0.3, 1 - p / 3]),
    curve,
  };
}

function compareChecks(check, values) {
  const ours = {
    branin: check.branin.map(branin),
    hartmann6: check.hartmann6.map(hartmann6),
    curve: check.curve.map((one) => accuracy(...one)),
  };
  for (const [name, list] of Object.entries(ours))
    for (const [index, value] of list.entries())
      if (Math.abs(value - values[name][index]) > 1e-9)
        throw new BenchFailure(
          `functions.mjs and functions.py differ in ${name}: ${value}, ${values[name][index]}`,
        );
}

/** Each of ours against each of theirs. */
function testsOf({ entries }) {
  const isOurs = ({ name }) => name.startsWith('hwr-run') && name !== 'hwr-run, random';
  return entries.filter(isOurs).flatMap((ours) =>
    entries
      .filter(({ name }) => name.startsWith('Optuna'))
      .map((theirs) => {
        const better = ours.quartiles[1] <= theirs.quartiles[1];
        return { ours: ours.name, theirs: theirs.name, better, p: rankTest(ours.values, theirs.values) };
      }),
  );
}

function lines({ seeds, optuna, races }) {
  const peer = optuna === undefined ? '' : `, Optuna ${optuna}`;
  const text = [`the best found, over ${seeds.length} seeds from ${seeds[0]}${peer}`];
  for (const { title, entries, tests } of races) {
    const rows = entries.map(({ name, quartiles: list }) => [name, ...list.map((value) => value.toFixed(5))]);
    text.push('', ...table([[title, '25 %', 'median', '75 %'], ...rows]));
    const verdict = ({ better, p }) => `${better ? 'no worse' : 'worse'} (p = ${p.toFixed(3)})`;
    for (const one of tests) text.push(`${one.ours} / ${one.theirs}: median ${verdict(one)}`);
  }
  return text;
}
