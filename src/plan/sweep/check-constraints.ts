/** The constraints of a sweep: each can be read, and speaks of parameters that there are. */
import { quote } from '../../spec/diagnostic.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';
import type { Sweep } from '../../spec/spec-types.generated.js';
import { suggest } from '../../spec/suggest.js';
import { type Constraint, namesOf, parseConstraint } from '../../sweep/constraint.js';
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';

export function checkConstraints(
  spec: ResolvedSpec,
  { constraints, parameters }: Sweep,
): Outcome<readonly Constraint[], readonly Failure[]> {
  const names = Object.keys(parameters);
  const read: Constraint[] = [];
  const failures: Failure[] = [];
  for (const [i, text] of constraints.entries()) {
    const tell = (message: string, advice?: string): void => {
      const place = spec.locate(`sweep.constraints.${i}`);
      failures.push({ kind: 'spec', message, place, ...(advice !== undefined && { advice }) });
    };
    const constraint = parseConstraint(text);
    if (!constraint.ok) {
      const { message, column } = constraint.failure;
      tell(`the constraint ${quote(text)} cannot be read at its column ${column}: ${message}`);
      continue;
    }
    read.push(constraint.value);
    const spoken = namesOf(constraint.value);
    if (spoken.length === 0) tell(`the constraint ${quote(text)} speaks of no parameter`, 'remove it');
    for (const name of spoken) {
      if (names.includes(name)) continue;
      const near = suggest(name, names);
      const advice =
        near === undefined ? `the sweep varies ${names.join(', ')}` : `did you mean ${quote(near)}?`;
      tell(`the constraint ${quote(text)} speaks of ${quote(name)}, which the sweep does not vary`, advice);
    }
  }
  return failures.length > 0 ? fail(failures) : succeed(read);
}
