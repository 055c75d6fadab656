/** result.json: the run in figures, as schemas/result.schema.json describes it. */

import { wilsonInterval } from '../metrics/intervals.js';
import type {
  ChainLink,
  Comparison,
  Figures,
  Result,
  StageRecord,
} from '../report/result-types.generated.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { LoadMeta } from '../stages/artifacts/images.js';
import type { BuildMeta } from '../stages/artifacts/model.js';
import type { TrainMeta, TrainNotes } from '../stages/artifacts/training.js';
import type { EngineIdentity } from '../stages/code.js';
import { startOf } from '../stages/translate/starting-weights.js';
import type { Entry } from '../store/store.js';
import { version } from '../util/version.js';
import type { StageResult, StageResults } from './execute.js';

/** Makes the result out of what the stages filed, and the epochs that led there where they are known. */
export function resultOf(
  spec: ResolvedSpec,
  engine: EngineIdentity,
  results: StageResults,
  chain: readonly ChainLink[] | undefined,
): Result {
  const { name, description, seed, report } = spec.spec;
  const load = results.load.artifact.entry.meta as LoadMeta;
  const build = results.build.artifact.entry.meta as unknown as BuildMeta;
  const train = results.train.artifact.entry.meta as unknown as TrainMeta;
  const notes = results.train.artifact.entry.notes as unknown as TrainNotes;
  const evaluated = results.evaluate.artifact.entry;
  const splits = splitFigures(evaluated.meta.splits as unknown as Record<string, Scored>);
  return {
    version,
    name,
    description,
    specHash: spec.hash,
    engine: {
      name: engine.name,
      version: String(notes.environment.engine ?? engine.name),
      binarySha256: engine.code,
    },
    seed,
    dataset: load.dataset,
    epochs: train.epochs,
    bestEpoch: train.bestEpoch,
    stoppedEarly: train.stoppedEarly,
    weightsSha256: results.train.artifact.entry.blobs.weights?.sha256 ?? '',
    ...startOf(spec),
    splits,
    paper: compareWithPaper(report.paper as Readonly<Record<string, number>>, splits),
    testScorings: Number(evaluated.notes.testScorings ?? 0),
    warnings: build.warnings,
    stages: Object.values(results).map(stageRecord),
    ...(chain && { chain }),
  };
}

function stageRecord({ stage, artifact, cached, seconds }: StageResult): StageRecord {
  const { key, content, blobs } = artifact.entry;
  const record = { name: stage, key, cached, seconds };
  // A report shows times, so that no other machine makes the same one.
  if (stage === 'report') return record;
  return { ...record, content, blobs: hashesOf(blobs) };
}

/** The hashes of an entry's blobs, by name. */
export function hashesOf(blobs: Entry['blobs']): Record<string, string> {
  return Object.fromEntries(Object.entries(blobs).map(([name, blob]) => [name, blob.sha256]));
}

interface Scored {
  readonly accuracy: number;
  readonly loss: number;
  readonly count: number;
  readonly correct: number;
}

function splitFigures(scored: Readonly<Record<string, Scored>>): Record<string, Figures> {
  return Object.fromEntries(
    Object.entries(scored).map(([split, { accuracy, loss, count, correct }]) => [
      split,
      { accuracy, loss, count, correct, interval: wilsonInterval(correct, count) },
    ]),
  );
}

/** The paper's figures beside ours: an accuracy agrees when the paper's lies within our Wilson interval. */
function compareWithPaper(
  paper: Readonly<Record<string, number>>,
  splits: Readonly<Record<string, Figures>>,
): Record<string, Comparison> {
  const compared = Object.entries(paper).map(([path, published]): [string, Comparison] => {
    const [split = '', figure] = path.split('.');
    const figures = splits[split];
    if (figures === undefined)
      return [path, { published, measured: null, difference: null, verdict: 'not evaluated' }];
    const measured = figure === 'accuracy' ? figures.accuracy : figures.loss;
    const difference = measured - published;
    const [low, high] = figures.interval;
    const agrees = figure === 'accuracy' ? published >= low && published <= high : difference === 0;
    const verdict = agrees
      ? "within this run's 95 % interval"
      : difference > 0
        ? 'above the paper'
        : 'below the paper';
    return [path, { published, measured, difference, verdict }];
  });
  return Object.fromEntries(compared);
}
