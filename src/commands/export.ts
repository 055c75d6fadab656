/** hwr-run export RUN: a trained model in a format that others read. */
import path from 'node:path';
import {
  describeInput,
  type ExportableModel,
  type ExportedFiles,
  INPUT_NAME,
  SCALED_INSIDE,
} from '../export/exportable.js';
import { type ExportFormat, exportFormats, exportModel } from '../export/formats.js';
import { formatMagnitude } from '../report/numbers.js';
import { findRun } from '../run/find-run.js';
import { either, quote } from '../spec/diagnostic.js';
import { suggest } from '../spec/suggest.js';
import { readTrainedModel } from '../stages/artifacts/trained-model.js';
import { sha256 } from '../util/hash.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { version } from '../util/version.js';
import { type Place, placeOf, writeExport } from './export/place.js';
import { usage } from './flag-values.js';
import { type Command, done } from './session.js';

/** As the command line gives them. */
export interface ExportFlags {
  readonly format?: string;
  readonly out?: string;
  readonly force?: boolean;
}

export const exportRunModel: Command<[run: string, flags: ExportFlags]> = async (session, run, flags) => {
  const format = formatOf(flags.format);
  if (!format.ok) return [format.failure];
  const folder = await findRun(session.settings.runsDir, run);
  if (!folder.ok) return [folder.failure];
  const model = await readTrainedModel(folder.value);
  if (!model.ok) return [model.failure];
  const files = await exportModel(format.value, model.value);
  const place = await placeOf(format.value, path.basename(folder.value), flags.out);
  const written = await writeExport(place, files, flags.force ?? false);
  if (!written.ok) return [written.failure];
  const isWritten = written.value === 'written';
  session.printJson(documentOf(format.value, folder.value, model.value, files, place, isWritten));
  const where = path.relative(process.cwd(), place.path) || '.';
  const size = formatMagnitude([...files.values()].reduce((sum, { length }) => sum + length, 0));
  session.print(`${where}: ${size}B, ${isWritten ? 'written' : 'there already, unchanged'}\n`);
  session.print(instructionsFor(format.value, where, model.value).join('\n'));
  return done;
};

function formatOf(name: string | undefined): Outcome<ExportFormat> {
  const advice = `write --format ${either(exportFormats)}`;
  if (name === undefined) return usage('export needs a format', advice);
  const format = exportFormats.find((one) => one === name);
  if (format !== undefined) return succeed(format);
  const near = suggest(name, exportFormats);
  return usage(
    `unknown format ${quote(name)}`,
    near === undefined ? advice : `did you mean ${JSON.stringify(near)}?`,
  );
}

function documentOf(
  format: ExportFormat,
  run: string,
  model: ExportableModel,
  files: ExportedFiles,
  place: Place,
  isWritten: boolean,
) {
  const fileOf = (name: string) => (place.kind === 'file' ? place.path : path.join(place.path, name));
  return {
    format,
    run,
    path: place.path,
    written: isWritten,
    files: [...files].map(([name, bytes]) => ({
      path: fileOf(name),
      bytes: bytes.length,
      sha256: sha256(bytes),
    })),
    input: {
      name: INPUT_NAME,
      shape: [null, ...model.analysis.model.inputShape],
      description: describeInput(model),
      pixelScale: model.pixelScale,
      isScaledInside: format !== 'safetensors',
      fit: model.fit,
    },
    classes: model.classes,
    weightsSha256: model.weightsSha256,
    version,
  };
}

/** What the reader has to know to use the file, and the first lines of it. */
function instructionsFor(format: ExportFormat, where: string, model: ExportableModel): readonly string[] {
  const { scale, offset } = model.pixelScale;
  const scaled =
    format === 'safetensors' ? `the first layer takes pixel × ${scale} + ${offset}` : SCALED_INSIDE;
  return [
    `input    ${describeInput(model)}; ${scaled}`,
    `output   probabilities of ${model.classes.length} classes: ${model.classes.join(', ')}`,
    `use it   ${firstLine(format, where)}`,
  ];
}

function firstLine(format: ExportFormat, where: string): string {
  const name = JSON.stringify(where);
  switch (format) {
    case 'tfjs':
      return `const model = await tf.loadLayersModel(${JSON.stringify(`${where}/model.json`)}); model.predict(images)`;
    case 'onnx':
      return `onnxruntime.InferenceSession(${name}).run(None, {"${INPUT_NAME}": images})[0]`;
    case 'safetensors':
      return `safetensors.safe_open(${name}, "np"): get_tensor(name); metadata()["layers"] says how they are used`;
    default:
      return format satisfies never;
  }
}
