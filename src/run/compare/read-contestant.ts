/** One side of a comparison, gathered from its result, the store, and what its folder has. */
import path from 'node:path';
import { pictureAt } from '../../data/sample-rows.js';
import type { Answers, ComparedRun, Contestant } from '../../report/compare/record.js';
import { splitNames } from '../../report/result-rows.js';
import type { Result } from '../../report/result-types.generated.js';
import type { EpochRow, Picture, SplitName } from '../../report/run-record.js';
import { halfOf, loadMeta, readHalf } from '../../stages/artifacts/images.js';
import { trainingFacts } from '../../stages/artifacts/members.js';
import { readPredictions } from '../../stages/artifacts/split-predictions.js';
import { blobHash, inputOf, type StageFailure, type StageRequest } from '../../stages/stage.js';
import { hashJson } from '../../util/hash.js';
import type { JsonObject } from '../../util/json.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { findRunOrSweep } from '../find-run-or-sweep.js';
import { readStoredResult } from '../read-result.js';
import { openStoredRun, type StoredRunOptions, withStored } from '../stored-run.js';
import { answersInFolder, historyInFolder } from './stored-csv.js';

/** A contestant before it has a label, and what stays with the store. */
export interface GatheredContestant {
  readonly contestant: Omit<Contestant, 'label'>;
  /** Of its first run; undefined where it cannot be read. */
  readonly spec?: JsonObject;
  /** Pictures of a split's images by their numbers; undefined where the store does not have them. */
  readonly readPictures: (
    split: SplitName,
    indices: readonly number[],
  ) => Promise<ReadonlyMap<number, Picture> | undefined>;
}

/** Gathers the run, or the runs of the configuration that a sweep chose. */
export async function readContestant(
  name: string,
  options: StoredRunOptions,
): Promise<Outcome<GatheredContestant>> {
  const found = await findRunOrSweep(options.runsDir, name);
  if (!found.ok) return found;
  const { folder } = found.value;
  const shown = path.relative(process.cwd(), folder) || '.';
  const results: { readonly folder: string; readonly result: Result }[] = [];
  if (found.value.kind === 'run') results.push({ folder, result: found.value.result });
  else {
    const chosen = found.value.result.chosen?.runs ?? [];
    for (const run of chosen) {
      // A sweep's chosen runs are beside it.
      const place = path.join(path.dirname(folder), run.folder);
      const read = await readStoredResult(place);
      if (!read.ok) return read;
      if (read.value.kind === 'run') results.push({ folder: place, result: read.value.result });
    }
  }
  const [first] = results;
  if (first === undefined) {
    const advice = 'let the sweep run to its end first';
    return fail({ kind: 'data', message: `the sweep ${shown} has chosen no configuration`, advice });
  }
  const gathered = [];
  for (const { folder, result } of results) gathered.push(await readRun(folder, result, options));
  const spec = gathered[0]?.spec;
  return succeed({
    contestant: {
      name: first.result.name,
      folder: shown,
      kind: found.value.kind,
      dataset: first.result.dataset,
      engine: first.result.engine.version,
      runs: gathered.map(({ run }) => run),
    },
    ...(spec && { spec }),
    readPictures: gathered[0]?.readPictures ?? (async () => undefined),
  });
}

interface Stored {
  readonly history: readonly EpochRow[];
  readonly answers: Partial<Record<SplitName, Answers>>;
}

async function readRun(folder: string, result: Result, options: StoredRunOptions) {
  const opened = await openStoredRun(folder, result, options);
  const stored = opened.ok
    ? await withStored(opened.value, 'evaluate', options, (request) => answersInStore(request, result))
    : opened;
  const { history, answers } = (stored.ok && stored.value) || (await answersInFiles(folder, result));
  const { seed, epochs, bestEpoch, weightsSha256, splits } = result;
  const run: ComparedRun = {
    folder: path.relative(process.cwd(), folder) || '.',
    seed,
    epochs,
    bestEpoch,
    weightsSha256,
    splits,
    history,
    answers,
  };
  return {
    run,
    ...(opened.ok && { spec: opened.value.spec.spec as unknown as JsonObject }),
    readPictures: async (split: SplitName, indices: readonly number[]) => {
      if (!opened.ok) return undefined;
      const pictures = await withStored(opened.value, 'normalize', options, async (request) => {
        const images = await readHalf(request, halfOf(split));
        if (!images.ok) return images;
        return succeed(new Map(indices.map((index) => [index, pictureAt(images.value, index)])));
      });
      return pictures.ok ? pictures.value : undefined;
    },
  };
}

async function answersInStore(
  request: StageRequest,
  { splits }: Result,
): Promise<Outcome<Stored, StageFailure>> {
  const { classes } = loadMeta(request);
  const loaded = inputOf(request, 'load');
  const answers: Partial<Record<SplitName, Answers>> = {};
  for (const split of splitNames) {
    if (splits[split] === undefined) continue;
    const read = await readPredictions(request, split);
    if (!read.ok) return read;
    const { index, label, predicted, confidence } = read.value;
    const named = (numbers: Uint8Array): string[] => Array.from(numbers, (c) => classes[c] ?? String(c));
    // As they were loaded: what a spec then makes of the pixels is its own affair.
    const half = halfOf(split);
    const data = hashJson([blobHash(loaded, `${half}Pixels`), blobHash(loaded, `${half}Labels`)]);
    answers[split] = { index, label: named(label), predicted: named(predicted), confidence, data };
  }
  return succeed({ history: trainingFacts(request).history, answers });
}

async function answersInFiles(folder: string, { splits }: Result): Promise<Stored> {
  const answers: Partial<Record<SplitName, Answers>> = {};
  for (const split of splitNames) {
    const read = splits[split] === undefined ? undefined : await answersInFolder(folder, split);
    // A file that somebody has edited is not what the result is of.
    if (read?.index.length === splits[split]?.count && read !== undefined) answers[split] = read;
  }
  return { history: await historyInFolder(folder), answers };
}
