/** Which spec a command line means. */
import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { Command, CommandResult, Session } from './session.js';
import type { Settings } from './settings.js';

/** What `hwr-run --sweep lr,momentum` sweeps. */
const SWEPT_BY_DEFAULT = 'experiments/baseline.yaml';

/** The spec's path; undefined where none is named and none goes without saying. */
export function specPathOf({ sweep }: Settings, given: string | undefined): Outcome<string | undefined> {
  if (sweep === undefined || (given !== undefined && sweep.spec === undefined)) return succeed(given);
  if (given === undefined) return succeed(sweep.spec ?? SWEPT_BY_DEFAULT);
  const message = `one spec at a time: ${JSON.stringify(sweep.spec)} is one too many`;
  return fail({ kind: 'usage', message, advice: 'run them one after the other' });
}

/** A command that does nothing without a spec. */
export async function withSpec(
  session: Session,
  given: string | undefined,
  name: string,
  command: Command<[specPath: string]>,
): Promise<CommandResult> {
  const path = specPathOf(session.settings, given);
  if (!path.ok) return [path.failure];
  if (path.value !== undefined) return command(session, path.value);
  return [{ kind: 'usage', message: `${name} is incomplete`, advice: `write hwr-run ${name} SPEC` }];
}
