/** result.json: the run in figures, as schemas/result.schema.json describes it. */
import { paperImagesOf } from '../data/catalogue/paper-images.js';
import { wilsonInterval } from '../metrics/intervals.js';
import { comparePublished } from '../metrics/published.js';
import type { Comparison, Figures, Result } from '../report/result-types.generated.js';
import { publishedAs } from '../report/verdict.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { LoadMeta } from '../stages/artifacts/images.js';
import type { BuildMeta } from '../stages/artifacts/model.js';
import type { TrainMeta, TrainNotes } from '../stages/artifacts/training.js';
import type { EngineIdentity } from '../stages/code.js';
import { startOf } from '../stages/translate/starting-weights.js';
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
  const { paperImages } = paperImagesOf(load.dataset);
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
    paper: compareWithPaper(report.paper as Readonly<Record<string, number>>, splits, paperImages),
    ...(paperImages !== undefined && { paperImages }),
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
  return Object.fromEntries(
    Object.entries(scored).map(([split, { accuracy, loss, count, correct }]) => [
      split,
      { accuracy, loss, count, correct, interval: wilsonInterval(correct, count) },
    ]),
  );
}

/** The paper's figures beside ours. */
function compareWithPaper(
  paper: Readonly<Record<string, number>>,
  splits: Readonly<Record<string, Figures>>,
  paperImages: number | undefined,
): Record<string, Comparison> {
  const compared = Object.entries(paper).map(([path, published]): [string, Comparison] => {
    const [split = '', figure] = path.split('.');
    const figures = splits[split];
    if (figures === undefined)
      return [path, { published, measured: null, difference: null, verdict: 'not evaluated' }];
    const measured = figure === 'accuracy' ? figures.accuracy : figures.loss;
    const difference = measured - published;
    if (figure !== 'accuracy') {
      const verdict = difference === 0 ? 'the same' : direction(difference);
      return [path, { published, measured, difference, verdict }];
    }
    // How many training and validation images the paper's figures are of, is not known.
    const { kind } = comparePublished(
      figures,
      publishedAs(published, split === 'test' ? paperImages : undefined),
    );
    const verdict =
      kind === 'agrees' ? 'agrees with the paper, within the 95 % intervals' : direction(difference);
    return [path, { published, measured, difference, verdict }];
  });
  return Object.fromEntries(compared);
}

function direction(difference: number): string {
  return difference > 0 ? 'above the paper' : 'below the paper';
}
