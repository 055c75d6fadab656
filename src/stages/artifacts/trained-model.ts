/**
 * A run's folder `model/`: model.json and the weights beside it, all that is needed to use the model elsewhere. Written
 * by the report stage; read by whoever predicts, exports or trains on.
 */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ModelAnalysis } from '../../model/analysis.js';
import { analyzeModel, checkOutput } from '../../model/analyze.js';
import type { Activation, Model, NamedTensor } from '../../model/layer.js';
import { decodeTensors } from '../../model/tensors.js';
import { canonicalJson, sha256 } from '../../util/hash.js';
import type { JsonObject } from '../../util/json.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';

const FORMAT = 'hwr-run model 1';
const DESCRIPTION_FILE = 'model.json';
const WEIGHTS_FILE = 'weights.safetensors';

const ACTIVATIONS: ReadonlySet<Activation> = new Set<Activation>([
  'linear',
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'silu',
  'sigmoid',
  'tanh',
  'softmax',
]);

/** How images of other sizes were fitted before training; null where they were taken as they are. */
export type TrainedFit = {
  readonly size: number;
  readonly box: number;
  readonly invert: 'auto' | boolean;
} | null;

/** What model.json says. */
export interface TrainedModelDescription {
  readonly model: Model;
  /** The classes' names, in the order of the outputs. */
  readonly classes: readonly string[];
  /** The network's input is pixel × scale + offset, pixels being 0 to 255, light ink on black. */
  readonly pixelScale: { readonly scale: number; readonly offset: number };
  readonly fit: TrainedFit;
  /** SHA-256 of the file with the weights. */
  readonly weightsSha256: string;
}

export interface TrainedModel extends TrainedModelDescription {
  readonly analysis: ModelAnalysis;
  readonly weights: readonly NamedTensor[];
}

/** The text of model.json. */
export function encodeTrainedModel(description: TrainedModelDescription): Uint8Array {
  const text = canonicalJson({
    format: FORMAT,
    weights: WEIGHTS_FILE,
    ...(description as unknown as JsonObject),
  });
  return new TextEncoder().encode(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
}

/** Reads a run's trained model, its weights checked against their hash. Fails with kind `data`. */
export async function readTrainedModel(runFolder: string): Promise<Outcome<TrainedModel>> {
  const file = path.join(runFolder, 'model', DESCRIPTION_FILE);
  const description = await readDescription(file);
  if (!description.ok) return description;
  const analysis = analyze(description.value.model);
  if (analysis === undefined) return damaged(file, 'it describes no model that this version can compute');
  const weightsFile = path.join(runFolder, 'model', WEIGHTS_FILE);
  const bytes = await readFile(weightsFile).catch(() => undefined);
  if (bytes === undefined) return damaged(weightsFile, 'it is missing');
  if (sha256(bytes) !== description.value.weightsSha256)
    return damaged(weightsFile, 'its SHA-256 is not the one that model.json has');
  const weights = decodeTensors(bytes);
  if (!weights.ok) return damaged(weightsFile, weights.failure);
  const trained = { ...description.value, analysis, weights: weights.value };
  const contradiction = contradictionIn(trained);
  return contradiction === undefined ? succeed(trained) : damaged(file, contradiction);
}

async function readDescription(file: string): Promise<Outcome<TrainedModelDescription>> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    const members = path.join(path.dirname(path.dirname(file)), 'members');
    const isEnsemble = await access(members).then(
      () => true,
      () => false,
    );
    if (isEnsemble)
      return fail({
        kind: 'data',
        message: `${path.dirname(members)} is an ensemble: it has no model of its own`,
        advice: 'name the run of one of its members',
      });
    return fail({
      kind: 'data',
      message: `there is no trained model at ${file}`,
      advice: 'run its spec to the end first',
    });
  }
  try {
    const json = JSON.parse(text) as TrainedModelDescription & { readonly format?: unknown };
    if (json.format !== FORMAT) return damaged(file, `its format is not ${JSON.stringify(FORMAT)}`);
    const { model, classes, pixelScale, fit, weightsSha256 } = json;
    return succeed({ model, classes, pixelScale, fit, weightsSha256 });
  } catch {
    return damaged(file, 'it is not JSON');
  }
}

/** The model's analysis; nothing where somebody has edited the description into one that is none. */
function analyze(model: Model): ModelAnalysis | undefined {
  try {
    const analysis = analyzeModel(model);
    return analysis.ok ? analysis.value : undefined;
  } catch {
    return undefined;
  }
}

/** What in a description that somebody has edited does not go with the rest of it. */
function contradictionIn({ analysis, weights, classes, pixelScale, fit }: TrainedModel): string | undefined {
  const variables = analysis.layers.flatMap((layer) => layer.variables);
  const shapes = new Map(weights.map(({ name, shape }) => [name, shape.join('×')]));
  const odd = variables.find(({ name, shape }) => shapes.get(name) !== shape.join('×'));
  if (odd !== undefined || shapes.size !== variables.length) {
    const where = odd === undefined ? '' : ` at ${odd.name}`;
    return `its layers do not go with the weights beside it${where}`;
  }
  const activation = analysis.layers.find(
    ({ layer }) => 'activation' in layer && !ACTIVATIONS.has(layer.activation),
  );
  if (activation !== undefined) return `${activation.name} has an activation that there is not`;
  const areNames = Array.isArray(classes) && classes.every((name) => typeof name === 'string');
  if (!areNames || !checkOutput(analysis, classes.length).ok)
    return 'its classes do not go with the outputs of its layers';
  if (!Number.isFinite(pixelScale?.scale) || !Number.isFinite(pixelScale.offset))
    return 'its pixelScale is no scale and offset';
  if (fit !== null && !(Number.isFinite(fit?.size) && Number.isFinite(fit.box)))
    return 'its fit is no size and box';
  return undefined;
}

function damaged(file: string, reason: string): Outcome<never> {
  return fail({
    kind: 'data',
    message: `${file} cannot be used: ${reason}`,
    advice: 'remove the file and run its spec again: what is cached is put back',
  });
}
