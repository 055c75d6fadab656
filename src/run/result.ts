/** result.json: the run in figures, as schemas/result.schema.json describes it. */
import { paperImagesOf } from '../data/catalogue/paper-images.js';
import { wilsonInterval } from '../metrics/intervals.js';
import { comparePublished } from '../metrics/published.js';
import type {
  ChainLink,
  Comparison,
  Figures,
  Result,
  StageRecord,
} from '../report/result-types.generated.js';
import { publishedAs } from '../report/verdict.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { loadMeta } from '../stages/artifacts/images.js';
import { memberFacts, trainingFacts } from '../stages/artifacts/members.js';
import { buildMeta } from '../stages/artifacts/model.js';
import type { EngineIdentity } from '../stages/code.js';
import { inputOf, type StageRequest } from '../stages/stage.js';
import { otherDatasetsOf } from '../stages/translate/datasets.js';
import { startOf } from '../stages/translate/starting-weights.js';
import type { Entry } from '../store/store.js';
import type { JsonObject } from '../util/json.js';
import { version } from '../util/version.js';
import type { StageResult } from './execute.js';

/** Makes the result out of what the stages filed, and the epochs that led there where they are known. */
export function resultOf(
  request: StageRequest,
  engine: EngineIdentity,
  stages: readonly StageResult[],
  chain?: readonly ChainLink[],
): Result {
  const { spec } = request;
  const { name, description, seed, report } = spec.spec;
  const { dataset } = loadMeta(request);
  const { paperImages } = paperImagesOf(dataset);
  const evaluated = inputOf(request, 'evaluate').entry;
  const { environment, epochs, bestEpoch, stoppedEarly, weightsSha256 } = trainingFacts(request);
  const splits = splitFigures(evaluated.meta.splits as unknown as Record<string, Scored>);
  return {
    version,
    name,
    description,
    specHash: spec.hash,
    engine: {
      name: engine.name,
      version: String(environment.engine ?? engine.name),
      binarySha256: engine.code,
    },
    seed,
    dataset,
    epochs,
    bestEpoch,
    stoppedEarly,
    weightsSha256,
    ...startOf(spec),
    ...memberFigures(request),
    splits,
    ...datasetFigures(spec, evaluated.meta, evaluated.notes),
    paper: compareWithPaper(report.paper as Readonly<Record<string, number>>, splits, paperImages),
    ...(paperImages !== undefined && { paperImages }),
    testScorings: Number(evaluated.notes.testScorings ?? 0),
    warnings: buildMeta(request).warnings,
    stages: stages.map(stageRecord),
    ...(chain && { chain }),
  };
}

/** The members of an ensemble with their own figures. */
function memberFigures(request: StageRequest): Pick<Result, 'members'> {
  if (request.members === undefined) return {};
  const scores = inputOf(request, 'evaluate').entry.meta.members as unknown as readonly JsonObject[];
  return {
    members: memberFacts(request).map((facts, i) => {
      const { splits = {}, datasets = {} } = scores[i] ?? {};
      return {
        ...facts,
        splits: splitFigures(splits as unknown as Record<string, Scored>),
        ...datasetFigures(request.spec, { datasets }, {}),
      };
    }),
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
  return Object.fromEntries(Object.entries(scored).map(([split, one]) => [split, figuresOf(one)]));
}

function figuresOf({ accuracy, loss, count, correct }: Scored): Figures {
  return { accuracy, loss, count, correct, interval: wilsonInterval(correct, count) };
}

/** The figures of other data sets, in the spec's order; nothing where there are none. */
function datasetFigures(spec: ResolvedSpec, meta: JsonObject, notes: JsonObject): Pick<Result, 'datasets'> {
  const scored = (meta.datasets ?? {}) as unknown as Readonly<Record<string, Scored>>;
  const scorings = (notes.datasetScorings ?? {}) as Readonly<Record<string, number>>;
  const figures = otherDatasetsOf(spec).flatMap(({ name }): [string, Figures][] => {
    const [one, testScorings] = [scored[name], scorings[name]];
    if (one === undefined) return [];
    return [[name, { ...figuresOf(one), ...(testScorings !== undefined && { testScorings }) }]];
  });
  return figures.length === 0 ? {} : { datasets: Object.fromEntries(figures) };
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
