/** What a schema cannot say, checked before any stage runs: the data set exists and has images enough, and the model fits them. */
import type { ModelAnalysis } from '../model/analysis.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { datasetOf, factsOf } from '../stages/translate/dataset.js';
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
  const { normalize } = spec.spec;
  const dataset = datasetOf(spec);
  if (!dataset.ok) return dataset;
  const counts = countImages(spec);
  if (counts.train < 1) {
    return fail({
      kind: 'spec',
      message: `load.validation holds out ${counts.validation} of ${counts.train + counts.validation} training images, none is left to train on`,
      place: spec.locate('load.validation'),
      advice: 'use a smaller one',
    });
  }
  const { height, width, channels, classes, needsFit } = dataset.value;
  if (normalize.fit === null && needsFit !== undefined) {
    return fail({
      kind: 'data',
      message: needsFit,
      place: spec.locate('load.dataset.folder.train'),
      advice: 'fit them into one size, as in "normalize: { fit: { size: 28, box: 20 } }"',
    });
  }
  const others = checkOtherDatasets(spec, classes);
  if (!others.ok) return others;
  const shape =
    normalize.fit === null
      ? ([height, width, channels] as const)
      : ([normalize.fit.size, normalize.fit.size, 1] as const);
  return modelOf(spec, shape, classes.length);
}

/** The other data sets to score exist, and the model knows their classes. */
function checkOtherDatasets(spec: ResolvedSpec, known: readonly string[]): Outcome<undefined> {
  for (const other of otherDatasetsOf(spec)) {
    const dataset = factsOf(other);
    if (!dataset.ok) return fail({ ...dataset.failure, place: spec.locate(`${other.path}.dataset`) });
    const numbers = classNumbers(spec, other, dataset.value.classes, known);
    if (!numbers.ok) return numbers;
  }
  return succeed(undefined);
}
