/** What the spec says of data sets, in the terms of `data/`. */

import type { DatasetParameters } from '../../data/load-dataset.js';
import { matchClasses } from '../../data/match-classes.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';
import { otherDatasetName } from '../../spec/other-datasets.js';
import type { OtherDataset, Synthetic } from '../../spec/spec-types.generated.js';
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';

/** A data set that the model is scored on beside its own. */
export interface NamedDataset extends OtherDataset {
  /** What results call it. */
  readonly name: string;
  /** Where the spec has it. */
  readonly path: string;
}

/** The other data sets of a spec, in its order. */
export function otherDatasetsOf({ spec }: ResolvedSpec): readonly NamedDataset[] {
  return (spec.evaluate.datasets ?? []).map((entry, i) => ({
    ...entry,
    name: otherDatasetName(entry),
    path: `evaluate.datasets.${i}`,
  }));
}

/** A generated data set has a seed and sizes of its own; the experiment's seed does not change the images. */
export function datasetParameters(synthetic: Synthetic): DatasetParameters {
  if (synthetic === null) return { seed: 1 };
  const { seed, train, test } = synthetic;
  return { seed, sizes: { train, test } };
}

/** Of each class of another data set, its number among the model's. */
export function classNumbers(
  spec: ResolvedSpec,
  { dataset, path }: NamedDataset,
  classes: readonly string[],
  known: readonly string[],
): Outcome<Uint8Array> {
  const match = matchClasses(classes, known);
  if (match.kind === 'matched') return succeed(match.numbers);
  const failure: Failure = {
    kind: 'spec',
    message: `data set ${dataset} has classes that the model does not know: ${listOf(match.names)}`,
    place: spec.locate(`${path}.dataset`),
    advice: `classes are matched by name, and the model's are ${listOf(known)}`,
  };
  return fail(failure);
}

const MOST_LISTED = 12;

function listOf(names: readonly string[]): string {
  return names.length <= MOST_LISTED
    ? names.join(', ')
    : `${names.slice(0, MOST_LISTED - 2).join(', ')}, … (${names.length} in all)`;
}
