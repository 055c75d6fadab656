/** Every single value of a sweep in its place in the network: what does not fit is told before any trial runs. */
import type { ResolvedSpec } from '../../spec/load-spec.js';
import type { Sweep } from '../../spec/spec-types.generated.js';
import { labelOf } from '../../spec/sweep/check-when.js';
import { candidatesOf, changesOf, contextsOf } from '../../spec/sweep/contexts.js';
import type { Failure } from '../../util/outcome.js';
import { checkSpec } from '../check-spec.js';

/** Told where the value stands. Combinations that do not fit, though their values would, are not looked for. */
export function checkShapes(spec: ResolvedSpec, sweep: Sweep): readonly Failure[] {
  const failures = new Map<string, Failure>();
  for (const [name, parameter] of Object.entries(sweep.parameters)) {
    for (const { changes } of contextsOf(name, sweep)) {
      for (const candidate of candidatesOf(name, sweep)) {
        const { value, from } = candidate;
        if (failures.has(from)) continue;
        const varied = spec.vary([...changes, ...changesOf(parameter, candidate)]);
        const [failure] = varied.ok ? shapeFailures(varied.value) : varied.failure;
        if (failure !== undefined)
          failures.set(from, spec.blame(failure, from, `${name} = ${labelOf(value)}`));
      }
    }
  }
  return [...failures.values()];
}

function shapeFailures(spec: ResolvedSpec): readonly Failure[] {
  const model = checkSpec(spec);
  return model.ok ? [] : [model.failure];
}
