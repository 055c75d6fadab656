/** A resolved spec as plain data, for another process: there it can be computed, but no longer be traced to its file or varied. */
import type { Place } from '../util/outcome.js';
import type { ResolvedSpec } from './load-spec.js';

export type PackedSpec = Pick<
  ResolvedSpec,
  'spec' | 'hash' | 'yaml' | 'startingRun' | 'dataset' | 'otherDatasets'
>;

/** The data of a spec that is no ensemble. */
export function packSpec({
  spec,
  hash,
  yaml,
  startingRun,
  dataset,
  otherDatasets,
  members,
}: ResolvedSpec): PackedSpec {
  if (members !== undefined) throw new RangeError('an ensemble is several specs');
  return {
    spec,
    hash,
    yaml,
    ...(startingRun && { startingRun }),
    ...(dataset && { dataset }),
    ...(otherDatasets && { otherDatasets }),
  };
}

/** The spec again. Whatever is wrong with it is the fault of the spec by that name, wherever it stands there. */
export function unpackSpec(packed: PackedSpec): ResolvedSpec {
  const place: Place = { file: packed.spec.name };
  return {
    ...packed,
    locate: () => place,
    origin: () => undefined,
    blame: (failure) => failure,
    vary() {
      throw new Error('a packed spec cannot be varied');
    },
  };
}
