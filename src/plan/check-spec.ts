/** What a schema cannot say, checked before any stage runs: the data set exists and has images enough, and the model fits them. */
import { findDataset } from '../data/catalogue/catalogue.js';
import type { ModelAnalysis } from '../model/analysis.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { classNumbers, otherDatasetsOf } from '../stages/translate/datasets.js';
import { modelOf } from '../stages/translate/model.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { checkMembers } from './check-members.js';
import { countImages } from './estimate.js';

/** Checks a resolved spec as a whole; the model is worth showing: of an ensemble, its first member's. */
export function checkSpec(spec: ResolvedSpec): Outcome<ModelAnalysis> {
  for (const member of spec.members ?? []) {
    const checked = checkSpec(member);
    if (!checked.ok) return checked;
  }
  const together = checkMembers(spec);
  if (!together.ok) return together;
  const { load, normalize } = spec.spec;
  const dataset = findDataset(load.dataset);
  if (!dataset.ok) return fail({ ...dataset.failure, place: spec.locate('load.dataset') });
  const counts = countImages(spec);
  if (counts.train < 1) {
    return fail({
      kind: 'spec',
      message: `load.validation holds out ${counts.validation} of ${counts.train + counts.validation} training images, none is left to train on`,
      place: spec.locate('load.validation'),
      advice: 'use a smaller one',
    });
  }
  const others = checkOtherDatasets(spec, dataset.value.classes);
  if (!others.ok) return others;
  const { height, width, classes } = dataset.value;
  const shape =
    normalize.fit === null
      ? ([height, width, 1] as const)
      : ([normalize.fit.size, normalize.fit.size, 1] as const);
  return modelOf(spec, shape, classes.length);
}

/** The other data sets to score exist, and the model knows their classes. */
function checkOtherDatasets(spec: ResolvedSpec, known: readonly string[]): Outcome<undefined> {
  for (const other of otherDatasetsOf(spec)) {
    const dataset = findDataset(other.dataset);
    if (!dataset.ok) return fail({ ...dataset.failure, place: spec.locate(`${other.path}.dataset`) });
    const numbers = classNumbers(spec, other, dataset.value.classes, known);
    if (!numbers.ok) return numbers;
  }
  return succeed(undefined);
}
