/** runs/published/README.md: every published run and sweep, and the command that makes it again. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { spreadOf } from '#src/metrics/intervals.js';
import { code, escapeInline } from '#src/report/markdown-text.js';
import { withNames } from '#src/report/named-values.js';
import { formatPercent, percentDigits } from '#src/report/numbers.js';
import { settingText } from '#src/report/sweep-words.js';
import { dataReader } from '#src/run/data-reader.js';
import { formatFailure } from '#src/spec/diagnostic.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { commandOf } from './command.mjs';

const HEADER = `# Published results

The small files of runs: \`result.json\` with the hashes of all that was computed, epoch by epoch, tables, the learning curve
and the resolved spec. \`hwr-run verify runs/published/NAME\` computes a run again and compares every hash. Real data sets are
found by \`HWR_DATA_DIR=DIR\`. Accuracies of several seeds are their mean ± standard deviation. This file is made from the
others by \`node scripts/publish.mjs\`.
`;

/**
 * Writes the README of the published results.
 *
 * @returns {Promise<string[]>} what is wrong; with `check`, also when what is there is another text.
 */
export async function writeReadme(published, { check = false } = {}) {
  const problems = [];
  const runs = [];
  const sweeps = [];
  const entries = await readdir(published, { withFileTypes: true }).catch(() => []);
  for (const name of entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    const read = await readPublished(path.posix.join('runs', 'published', name), name);
    if (!read.ok) problems.push(read.problem);
    else if (read.value.isSweep) sweeps.push(read.value);
    else runs.push(read.value);
  }
  const text = [
    HEADER,
    runsTable(runs),
    ...(sweeps.length > 0 ? ['## Sweeps', sweepsTable(sweeps)] : []),
  ].join('\n');
  const file = path.join(published, 'README.md');
  const present = await readFile(file, 'utf8').catch(() => '');
  if (present === `${text}\n`) return problems;
  if (check) return [...problems, `${file} is not what the folders beside it make: node scripts/publish.mjs`];
  await writeFile(file, `${text}\n`);
  return problems;
}

/** A spec that starts from a run has that run's weights and layers in it: for its hash nobody needs the run itself. */
async function anyRun({ weightsSha256 = '' }) {
  const run = { folder: '', weightsSha256, inputShape: [], shapes: {}, layers: [] };
  return { ok: true, value: run };
}

async function readPublished(folder, name) {
  const result = JSON.parse(await readFile(`${folder}/result.json`, 'utf8'));
  const file = `${folder}/spec.yaml`;
  const isSweep = 'sweepHash' in result;
  const readData = dataReader({ env: process.env });
  const load = (options) =>
    loadSpec({ path: file, readRun: anyRun, readData, ignoresSweep: true, ...options });
  const spec = await load({});
  // The same experiment, whatever its seed.
  const anySeed = await load({ seed: 0 });
  if (!spec.ok) return { ok: false, problem: formatFailure(spec.failure[0]) };
  const command = await commandOf(spec.value, file, { sweep: isSweep });
  return {
    ok: true,
    value: { name, result, isSweep, command, experiment: anySeed.ok ? anySeed.value.hash : name },
  };
}

function runsTable(runs) {
  const groups = new Map();
  for (const run of runs) groups.set(run.experiment, [...(groups.get(run.experiment) ?? []), run]);
  const rows = [...groups.values()].flatMap((group) => {
    const seeds = group.toSorted((a, b) => a.result.seed - b.result.seed);
    return seeds.length > 1 ? [...seeds.map(runRow), meanRow(seeds)] : seeds.map(runRow);
  });
  const titles = ['run', 'data', 'seed', 'epochs', 'validation', 'test', 'spec', 'weights', 'command'];
  return table(titles, rows);
}

/** Cells are Markdown already. */
function table(titles, rows) {
  const numbers = new Set(['seed', 'epochs', 'validation', 'test', 'trials']);
  const rule = titles.map((title) => (numbers.has(title) ? '---:' : '---'));
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [titles, rule, ...rows].map(line).join('\n');
}

function runRow({ name, result, command }) {
  const { dataset, seed, epochs, splits, specHash, weightsSha256 } = result;
  const accuracy = (split) => (splits[split] === undefined ? '' : formatPercent(splits[split].accuracy));
  return [
    `[${escapeInline(name)}](${name})`,
    dataset,
    String(seed),
    String(epochs),
    accuracy('validation'),
    accuracy('test'),
    code(specHash.slice(0, 8)),
    code(weightsSha256.slice(0, 8)),
    code(command),
  ];
}

function meanRow(group) {
  const [{ result }] = group;
  const mean = (split) => {
    const values = group.flatMap((run) => run.result.splits[split]?.accuracy ?? []);
    if (values.length < 2) return '';
    const { mean, std } = spreadOf(values);
    return `${percentDigits(mean)} ± ${percentDigits(std)} %`;
  };
  return [
    `**${escapeInline(result.name)}, mean of ${group.length} seeds**`,
    result.dataset,
    '',
    '',
    mean('validation'),
    mean('test'),
    '',
    '',
    '',
  ];
}

function sweepsTable(sweeps) {
  const rows = sweeps.map(({ name, result, command }) => {
    const { dataset, strategy, trials, chosen, sweepHash } = result;
    const scores = (chosen?.runs ?? []).flatMap((run) => run.splits.test?.accuracy ?? []);
    const best = settingText(withNames(result.parameters, chosen?.parameters ?? {}));
    return [
      `[${escapeInline(name)}](${name})`,
      dataset,
      strategy,
      String(trials.length),
      scores.length === 0 ? '' : formatPercent(spreadOf(scores).mean),
      escapeInline(best),
      code(sweepHash.slice(0, 8)),
      code(command),
    ];
  });
  return table(['sweep', 'data', 'strategy', 'trials', 'test', 'best', 'hash', 'command'], rows);
}
