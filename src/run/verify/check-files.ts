/** The files of a run's folder, held against each other: whoever changes one of them is found out without computing anything. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { wilsonInterval } from '../../metrics/intervals.js';
import { escapeInline } from '../../report/markdown-text.js';
import { formatLoss, formatPercent } from '../../report/numbers.js';
import { datasetNameOf } from '../../stages/translate/dataset.js';
import { sha256 } from '../../util/hash.js';
import { checkHistory } from './check-history.js';
import { checkPredictions } from './check-predictions.js';
import { csvRows } from './csv-rows.js';
import type { Difference } from './difference.js';
import { type RecordedRun, scoresOf } from './recorded-run.js';

export interface CheckedFiles {
  /** The files that were there to be looked at. */
  readonly files: readonly string[];
  readonly differences: readonly Difference[];
}

type Check = (run: RecordedRun, text: string) => Difference | undefined;

const checks: Readonly<Record<string, Check>> = {
  'result.json': checkResult,
  'spec.yaml': ({ result, spec }) =>
    spec.hash === result.specHash
      ? undefined
      : {
          where: 'spec.yaml',
          what: 'it is not the spec of this result, by its hash',
          recorded: result.specHash,
          found: spec.hash,
        },
  'model/model.json': checkDescription,
  'results.csv': checkTable,
  'results.md': checkMarkdown,
  'history.csv': checkHistory,
};

/** Looks at every file that is there: a folder may have been copied without the large ones. */
export async function checkFiles(run: RecordedRun): Promise<CheckedFiles> {
  const files: string[] = [];
  const differences: Difference[] = [];
  const look = async (file: string, check: (bytes: Buffer) => Difference | undefined): Promise<void> => {
    const bytes = await readFile(path.join(run.folder, file)).catch(() => undefined);
    if (bytes === undefined) return;
    files.push(file);
    const difference = check(bytes);
    if (difference !== undefined) differences.push(difference);
  };
  for (const [file, check] of Object.entries(checks))
    await look(file, (bytes) => check(run, bytes.toString()));
  await look('model/weights.safetensors', (bytes) => checkWeights(run, bytes));
  const description = await readFile(path.join(run.folder, 'model/model.json'), 'utf8').catch(
    () => undefined,
  );
  for (const split of Object.keys(scoresOf(run.result))) {
    const file = `predictions-${split}.csv`;
    await look(file, (bytes) => checkPredictions(run, split, bytes.toString(), description));
  }
  return { files, differences };
}

/** What result.json says twice, it says in the same way. */
function checkResult({ result, spec }: RecordedRun): Difference | undefined {
  const where = 'result.json';
  const { earlyStopping, ema } = spec.spec.train;
  const { chain, epochs, bestEpoch, weightsSha256 } = result;
  if (chain !== undefined && (chain.length !== epochs || chain.some(({ epoch }, i) => epoch !== i + 1)))
    return {
      where,
      what: 'the chain does not have the epochs that were trained',
      recorded: chain.length,
      found: epochs,
    };
  // Averages are made of an epoch's state, and are none of it.
  const kept = ema === null ? chain?.[(earlyStopping?.restoreBest ? bestEpoch : epochs) - 1] : undefined;
  const train = result.stages.find(({ name }) => name === 'train')?.blobs?.weights;
  const other = [kept?.weightsSha256, train].find((hash) => hash !== undefined && hash !== weightsSha256);
  if (other !== undefined)
    return {
      where,
      what: 'the weights are not those that the training ended with',
      recorded: other,
      found: weightsSha256,
    };
  const { members } = result;
  const ofMembers = members && sha256(members.map((member) => `${member.weightsSha256}\n`).join(''));
  if (ofMembers !== undefined && ofMembers !== weightsSha256)
    return {
      where,
      what: 'the weights are not those of its members',
      recorded: ofMembers,
      found: weightsSha256,
    };
  for (const [name, { accuracy, correct, count, interval }] of Object.entries(scoresOf(result))) {
    if (accuracy !== correct / count)
      return {
        where,
        what: `${name}.accuracy is not correct / count`,
        recorded: accuracy,
        found: correct / count,
      };
    if (interval.join() !== wilsonInterval(correct, count).join())
      return { where, what: `${name}.interval is not that of its accuracy` };
  }
  const { name, seed } = spec.spec;
  const says = { name: result.name, seed: result.seed, dataset: result.dataset };
  const is = { name, seed, dataset: datasetNameOf(spec) };
  const odd = (['name', 'seed', 'dataset'] as const).find((key) => says[key] !== is[key]);
  return odd && { where, what: `its ${odd} is not that of spec.yaml`, recorded: is[odd], found: says[odd] };
}

function checkWeights({ result }: RecordedRun, bytes: Uint8Array): Difference | undefined {
  const found = sha256(bytes);
  if (found === result.weightsSha256) return undefined;
  const what = 'these are not the weights that the run recorded';
  return { where: 'model/weights.safetensors', what, recorded: result.weightsSha256, found };
}

function checkDescription({ result }: RecordedRun, text: string): Difference | undefined {
  const [, found] = text.match(/"weightsSha256":\s*"([^"]*)"/) ?? [];
  if (found === result.weightsSha256) return undefined;
  const what = 'it is not about the weights that the run recorded';
  return { where: 'model/model.json', what, recorded: result.weightsSha256, found: found ?? 'nothing' };
}

function checkTable({ result }: RecordedRun, text: string): Difference | undefined {
  const rows = csvRows(text);
  const where = 'results.csv';
  for (const [split, figures] of Object.entries(scoresOf(result))) {
    const row = rows.find((one) => one.get('split') === split);
    for (const figure of ['accuracy', 'loss', 'count', 'correct'] as const) {
      const found = row?.get(figure) ?? 'nothing';
      if (Number(found) === figures[figure]) continue;
      return {
        where,
        what: `${split}.${figure} is not that of result.json`,
        recorded: figures[figure],
        found,
      };
    }
  }
  return undefined;
}

function checkMarkdown({ result }: RecordedRun, text: string): Difference | undefined {
  const where = 'results.md';
  for (const [split, { accuracy, loss }] of Object.entries(scoresOf(result))) {
    const row = text.split('\n').find((line) => line.startsWith(`| ${escapeInline(split)} |`)) ?? '';
    const cells = row.split('|').map((cell) => cell.trim());
    const odd = [formatPercent(accuracy), formatLoss(loss)].find((figure) => !cells.includes(figure));
    if (odd !== undefined)
      return { where, what: `its row of ${split} does not have ${odd}, as result.json does` };
  }
  if (text.includes(result.weightsSha256)) return undefined;
  return { where, what: 'it does not name the weights of result.json' };
}
