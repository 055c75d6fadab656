/** result.json: the run in figures, as schemas/result.schema.json describes it. */

import { wilsonInterval } from '../metrics/intervals.js';
import type { Comparison, Figures, Result } from '../report/result-types.generated.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { LoadMeta } from '../stages/artifacts/images.js';
import type { BuildMeta } from '../stages/artifacts/model.js';
import type { TrainMeta, TrainNotes } from '../stages/artifacts/training.js';
import type { EngineIdentity } from '../stages/code.js';
import { otherDatasetsOf } from '../stages/translate/datasets.js';
import { startOf } from '../stages/translate/starting-weights.js';
import type { Entry } from '../store/store.js';
import { version } from '../util/version.js';
import type { StageResults } from './execute.js';

/** Makes the result out of what the stages filed. */
export function resultOf(spec: ResolvedSpec, engine: EngineIdentity, results: StageResults): Result {
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
    ...datasetFigures(spec, evaluated),
    paper: compareWithPaper(report.paper as Readonly<Record<string, number>>, splits),
    testScorings: Number(evaluated.notes.testScorings ?? 0),
    warnings: build.warnings,
    stages: Object.values(results).map(({ stage, artifact, cached, seconds }) => ({
      name: stage,
      key: artifact.entry.key,
      cached,
      seconds,
    })),
  };
}

interface Scored {
  readonly accuracy: number;
  readonly loss: number;
  readonly count: number;
  readonly correct: number;
}

function splitFigures(scored: Readonly<Record<string, Scored>>): Record<string, Figures> {
  return Object.fromEntries(Object.entries(scored).map(([split, one]) => [split, figuresOf(one)]));
}

function figuresOf({ accuracy, loss, count, correct }: Scored): Figures {
  return { accuracy, loss, count, correct, interval: wilsonInterval(correct, count) };
}

/** The figures of other data sets, in the spec's order; nothing where there are none. */
function datasetFigures(spec: ResolvedSpec, { meta, notes }: Entry): Pick<Result, 'datasets'> {
  const scored = (meta.datasets ?? {}) as unknown as Readonly<Record<string, Scored>>;
  const scorings = (notes.datasetScorings ?? {}) as Readonly<Record<string, number>>;
  const figures = otherDatasetsOf(spec).flatMap(({ name }): [string, Figures][] => {
    const [one, testScorings] = [scored[name], scorings[name]];
    if (one === undefined) return [];
    return [[name, { ...figuresOf(one), ...(testScorings !== undefined && { testScorings }) }]];
  });
  return figures.length === 0 ? {} : { datasets: Object.fromEntries(figures) };
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
