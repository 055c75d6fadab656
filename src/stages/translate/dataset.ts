/** A spec's data set: what is known of it before anything is loaded, and what it is loaded from. */
import { findDataset } from '../../data/catalogue/catalogue.js';
import { type CatalogueEntry, sizesOf } from '../../data/catalogue/entry.js';
import { type DatasetParameters, datasetIdentity } from '../../data/load-dataset.js';
import { nameOf } from '../../data/own/source.js';
import { contentOf, type DatasetFacts } from '../../spec/dataset.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';
import type { JsonObject } from '../../util/json.js';
import { type Outcome, succeed } from '../../util/outcome.js';

/** Classes, size and numbers of images. Fails at its place in the spec for a name that nobody knows. */
export function datasetOf(spec: ResolvedSpec): Outcome<DatasetFacts> {
  const { dataset, synthetic } = spec.spec.load;
  if (typeof dataset !== 'string' && spec.dataset !== undefined) return succeed(spec.dataset);
  const entry = findDataset(datasetNameOf(spec));
  if (!entry.ok) return { ok: false, failure: { ...entry.failure, place: spec.locate('load.dataset') } };
  return succeed({ ...factsOf(entry.value), ...(synthetic === null ? {} : sizesIn(synthetic)) });
}

function sizesIn({ train, test }: DatasetFacts | { readonly train: number; readonly test: number }) {
  return { train, test };
}

/** The facts of a data set of the catalogue. */
export function factsOf(entry: CatalogueEntry): DatasetFacts {
  const { name, classes, height, width } = entry;
  return { name, classes, height, width, channels: 1, ...sizesOf(entry) };
}

/** What results call a spec's data set. */
export function datasetNameOf({ spec }: Pick<ResolvedSpec, 'spec'>): string {
  const { dataset } = spec.load;
  return typeof dataset === 'string' ? dataset : nameOf(dataset);
}

/** A generated data set has a seed and sizes of its own; the experiment's seed does not change the images. */
export function datasetParameters({ spec, dataset }: ResolvedSpec): DatasetParameters {
  const { synthetic } = spec.load;
  const content = dataset?.sha256 === undefined ? {} : { sha256: dataset.sha256 };
  if (synthetic === null) return { seed: 1, ...content };
  const { seed, train, test } = synthetic;
  return { seed, sizes: { train, test } };
}

/** What the content of a spec's data set depends on, for a key. Fails with kind `spec` for an unknown name. */
export function datasetIdentityOf(spec: ResolvedSpec): Outcome<JsonObject> {
  const { dataset } = spec.spec.load;
  if (typeof dataset === 'string') return datasetIdentity(dataset, datasetParameters(spec));
  // The name is told by what was loaded; the content's hash stands among the options.
  return succeed({ name: nameOf(dataset), own: contentOf(dataset) as unknown as JsonObject });
}
