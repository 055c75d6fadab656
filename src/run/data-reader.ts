/** Finds out about specs' data sets. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findDataset } from '../data/catalogue/catalogue.js';
import { unvouchedSha256 } from '../data/load-dataset.js';
import { readOwn } from '../data/own/read-own.js';
import { hashSource, nameOf, type OwnSource, optionsOf, placeOfSource } from '../data/own/source.js';
import type { DataPlaceOptions } from '../data/resolve.js';
import type { DatasetFacts, ReadData } from '../spec/dataset.js';
import { stageCode } from '../stages/code.js';
import { factsOf } from '../stages/translate/dataset.js';
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
    return succeed({ ...factsOf(entry.value), ...(sha256 !== undefined && { sha256 }) });
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
  const name = nameOf(source);
  // With the paths, since what there is to say may name files.
  const key = hashJson({ sha256, source: source as unknown as JsonObject, code: stageCode('load') });
  const file = cacheDir === undefined ? undefined : path.join(cacheDir, 'own-data', `${key}.json`);
  const known = file === undefined ? undefined : await remembered(file);
  if (known !== undefined) return succeed({ ...known, name, sha256 });
  const read = await readOwn(source, {});
  if (!read.ok) return read;
  const { classes, train, test, needsFit } = read.value;
  const { height, width, channels } = train;
  const facts = {
    ...{ classes, height, width, channels, train: train.count, test: test.count },
    ...(needsFit !== undefined && { needsFit }),
  };
  // A failure to remember costs a second reading, and is no matter.
  if (file !== undefined) await writeFileAtomically(file, `${JSON.stringify(facts)}\n`);
  return succeed({ ...facts, name, sha256 });
}

async function remembered(file: string): Promise<Omit<DatasetFacts, 'name'> | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Omit<DatasetFacts, 'name'>;
  } catch {
    return undefined;
  }
}
