/** A spec's data set: what is known of it before anything is loaded, and what it is loaded from. */
import { findDataset } from '../../data/catalogue/catalogue.js';
import { type CatalogueEntry, sizesOf } from '../../data/catalogue/entry.js';
import { type DatasetParameters, datasetIdentity } from '../../data/load-dataset.js';
import type { OwnSource } from '../../data/own/source.js';
import { contentOf, type DatasetFacts } from '../../spec/dataset.js';
import { nameOf } from '../../spec/dataset-name.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';
import type { DatasetSource, Synthetic } from '../../spec/spec-types.generated.js';
import type { JsonObject } from '../../util/json.js';
import { type Outcome, succeed } from '../../util/outcome.js';

/** A data set as a spec names it, to train on or to score. */
export interface DatasetChoice {
  readonly dataset: DatasetSource;
  readonly synthetic: Synthetic;
  /** What was found out about it while the spec was read. */
  readonly facts?: DatasetFacts | undefined;
}

/** The data set that a spec trains on. */
export function trainedOn({ spec: { load }, dataset: facts }: ResolvedSpec): DatasetChoice {
  return { dataset: load.dataset, synthetic: load.synthetic, facts };
}

/** Classes, size and numbers of images. Fails at its place in the spec for a name that nobody knows. */
export function datasetOf(spec: ResolvedSpec): Outcome<DatasetFacts> {
  const facts = factsOf(trainedOn(spec));
  return facts.ok ? facts : { ok: false, failure: { ...facts.failure, place: spec.locate('load.dataset') } };
}

/** Likewise of any data set; the failure has no place yet. */
export function factsOf({ dataset, synthetic, facts }: DatasetChoice): Outcome<DatasetFacts> {
  if (typeof dataset !== 'string' && facts !== undefined) return succeed(facts);
  const entry = findDataset(nameOf(dataset));
  if (!entry.ok) return entry;
  return succeed({ ...factsOfEntry(entry.value), ...(synthetic === null ? {} : sizesIn(synthetic)) });
}

function sizesIn({ train, test }: { readonly train: number; readonly test: number }) {
  return { train, test };
}

/** The facts of a data set of the catalogue. */
export function factsOfEntry(entry: CatalogueEntry): DatasetFacts {
  const { name, classes, height, width } = entry;
  return { name, classes, height, width, channels: 1, ...sizesOf(entry) };
}

/** What results call a spec's data set. */
export function datasetNameOf({ spec }: Pick<ResolvedSpec, 'spec'>): string {
  return nameOf(spec.load.dataset);
}

/** What `loadDataset` has to know of it. */
export function loadingOf(
  choice: DatasetChoice,
): DatasetParameters & ({ readonly name: string } | { readonly own: OwnSource }) {
  const { dataset } = choice;
  return { ...(typeof dataset === 'string' ? { name: dataset } : { own: dataset }), ...parametersOf(choice) };
}

/** A generated data set has a seed and sizes of its own; the experiment's seed does not change the images. */
function parametersOf({ synthetic, facts }: DatasetChoice): DatasetParameters {
  const content = facts?.sha256 === undefined ? {} : { sha256: facts.sha256 };
  if (synthetic === null) return { seed: 1, ...content };
  const { seed, train, test } = synthetic;
  return { seed, sizes: { train, test } };
}

/** What the content of a data set depends on, for a key. Fails with kind `spec` for an unknown name. */
export function identityOf(choice: DatasetChoice): Outcome<JsonObject> {
  const { dataset } = choice;
  if (typeof dataset === 'string') return datasetIdentity(dataset, parametersOf(choice));
  // The name is told by what was loaded; the content's hash stands among the options.
  return succeed({ name: nameOf(dataset), own: contentOf(dataset) as unknown as JsonObject });
}
