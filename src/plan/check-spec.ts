/** What a schema cannot say, checked before any stage runs: the data set exists, and the model fits its images. */
import { findDataset } from '../data/catalogue/catalogue.js';
import type { ModelAnalysis } from '../model/analysis.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { modelOf } from '../stages/translate/model.js';
import { fail, type Outcome } from '../util/outcome.js';

/** Checks a resolved spec as a whole; the model is worth showing. */
export function checkSpec(spec: ResolvedSpec): Outcome<ModelAnalysis> {
  const { load, normalize } = spec.spec;
  const dataset = findDataset(load.dataset);
  if (!dataset.ok) return fail({ ...dataset.failure, place: spec.locate('load.dataset') });
  const { height, width, classes } = dataset.value;
  const shape = normalize.fit === null ? ([height, width, 1] as const) : ([normalize.fit.size, normalize.fit.size, 1] as const);
  return modelOf(spec, shape, classes.length);
}
