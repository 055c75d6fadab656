/** An ensemble, computed again: each member to its weights, then what is made of their answers. */
import type { ResolvedSpec } from '../../spec/load-spec.js';
import { blobHash } from '../../stages/stage.js';
import type { Store } from '../../store/store.js';
import { type Outcome, succeed } from '../../util/outcome.js';
import { type ExecuteOptions, executeUpTo } from '../execute.js';
import { executeEnsemble } from '../run-ensemble.js';
import type { Difference } from './difference.js';
import type { RecordedRun } from './recorded-run.js';

/** Done, or ended at the first member whose weights are not those on record. */
export async function computeEnsemble(
  { result }: RecordedRun,
  members: readonly ResolvedSpec[],
  options: Omit<ExecuteOptions, 'store'>,
  stores: {
    /** Where members are computed. */
    readonly fresh: Store;
    /** Compares what is the ensemble's own. */
    readonly comparing: Store;
  },
): Promise<Outcome<Difference | undefined>> {
  for (const [i, spec] of members.entries()) {
    const { name, seed } = spec.spec;
    const trained = await executeUpTo({ ...options, spec, store: stores.fresh }, 'train');
    if (!trained.ok) return trained;
    const found = trained.value.train && blobHash(trained.value.train.artifact, 'weights');
    const recorded = result.members?.[i]?.weightsSha256;
    if (found === recorded) continue;
    return succeed({
      where: `member ${i + 1} (${name}, seed ${seed})`,
      what: 'weights differ',
      ...(recorded && { recorded }),
      ...(found && { found }),
    });
  }
  return executeEnsemble(
    { ...options, store: stores.comparing },
    members,
    async () => succeed(undefined),
    'evaluate',
  );
}
