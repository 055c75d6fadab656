/** Finds out about specs' data sets. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findDataset } from '../data/catalogue/catalogue.js';
import { unvouchedSha256 } from '../data/load-dataset.js';
import { readOwn } from '../data/own/read-own.js';
import { hashSource, type OwnSource, optionsOf, placeOfSource } from '../data/own/source.js';
import type { DataPlaceOptions } from '../data/resolve.js';
import type { DatasetFacts, ReadData } from '../spec/dataset.js';
import { nameOf } from '../spec/dataset-name.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { stageCode } from '../stages/code.js';
import { factsOfEntry, trainedOn } from '../stages/translate/dataset.js';
import { otherDatasetsOf } from '../stages/translate/datasets.js';
import { writeFileAtomically } from '../util/atomic-file.js';
import { hashJson } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';

export interface DataReaderOptions extends DataPlaceOptions {
  /** What was found out about files is remembered there, by their content. */
  readonly cacheDir?: string;
}

/** Reads data sets of the catalogue, and data of the user's own. */
export function dataReader(options: DataReaderOptions): ReadData {
  return async (source) => {
    if (typeof source !== 'string') return readFacts(source, options);
    const entry = findDataset(source);
    if (!entry.ok) return entry;
    const sha256 = await unvouchedSha256(entry.value, options);
    return succeed({ ...factsOfEntry(entry.value), ...(sha256 !== undefined && { sha256 }) });
  };
}

async function readFacts(source: OwnSource, { cacheDir }: DataReaderOptions): Promise<Outcome<DatasetFacts>> {
  const hashed = await hashSource(source);
  if (!hashed.ok) return hashed;
  const sha256 = hashed.value;
  const { sha256: expected } = optionsOf(source);
  if (expected !== undefined && expected !== sha256) {
    const message = `${placeOfSource(source)}: it has the content ${sha256.slice(0, 8)}, not ${expected.slice(0, 8)} as the spec asks for`;
    return fail({ kind: 'data', message, advice: 'remove sha256 from the spec to use what there is' });
  }
  const known = await remembered(factsFile(source, sha256, cacheDir));
  if (known !== undefined) return succeed({ ...known, name: nameOf(source), sha256 });
  const read = await readOwn(source, {});
  if (!read.ok) return read;
  const { name, classes, train, test, needsFit } = read.value;
  const { height, width, channels } = train;
  return succeed({
    ...{ name, classes, height, width, channels, train: train.count, test: test.count, sha256 },
    ...(needsFit !== undefined && { needsFit }),
  });
}

/** Keeps what was found out about data of the user's own, so that the next time its files are hashed, and not read. */
export async function rememberData(spec: ResolvedSpec, cacheDir: string): Promise<void> {
  const choices = [spec, ...(spec.members ?? [])].flatMap((one) => [trainedOn(one), ...otherDatasetsOf(one)]);
  for (const { dataset, facts } of choices) {
    if (typeof dataset === 'string' || facts?.sha256 === undefined) continue;
    const file = factsFile(dataset, facts.sha256, cacheDir);
    // A failure to remember costs a second reading, and is no matter.
    if (file !== undefined && !existsSync(file))
      await writeFileAtomically(file, `${JSON.stringify(facts)}\n`);
  }
}

/** By content, and by the paths as well, since what there is to say may name files. */
function factsFile(source: OwnSource, sha256: string, cacheDir: string | undefined): string | undefined {
  if (cacheDir === undefined) return undefined;
  const [[kind, options] = []] = Object.entries(source);
  const described = { [kind ?? '']: { ...options, sha256 } } as unknown as JsonObject;
  const key = hashJson({ source: described, code: stageCode('load') });
  return path.join(cacheDir, 'own-data', `${key}.json`);
}

async function remembered(file: string | undefined): Promise<DatasetFacts | undefined> {
  if (file === undefined) return undefined;
  try {
    const facts = JSON.parse(await readFile(file, 'utf8')) as DatasetFacts;
    const { classes, height, width, channels, train, test } = facts;
    const isWhole = Array.isArray(classes) && [height, width, channels, train, test].every(Number.isInteger);
    return isWhole ? facts : undefined;
  } catch {
    return undefined;
  }
}
