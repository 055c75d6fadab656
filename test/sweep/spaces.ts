import type { Domain } from '#src/sweep/axis.js';
import { type Constraint, parseConstraint } from '#src/sweep/constraint.js';
import type { Space } from '#src/sweep/space.js';
import type { JsonValue } from '#src/util/json.js';

export function range(
  low: number,
  high: number,
  more: Partial<Extract<Domain, { kind: 'range' }>> = {},
): Domain {
  return { kind: 'range', low, high, scale: 'linear', integer: false, step: null, ...more };
}

export function choice(...values: JsonValue[]): Domain {
  return { kind: 'choice', values };
}

export function constraint(text: string): Constraint {
  const parsed = parseConstraint(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.failure.message}`);
  return parsed.value;
}

/** Reals, whole numbers, numbers and names to choose from, a condition and a constraint. */
export const mixed: Space = {
  parameters: [
    { name: 'lr', domain: range(1e-4, 1, { scale: 'log' }) },
    { name: 'optimizer', domain: choice('sgd', 'adam', { rmsprop: { rho: 0.9 } }) },
    { name: 'momentum', domain: range(0, 0.95), when: { optimizer: ['sgd'] } },
    { name: 'units', domain: range(16, 256, { scale: 'log', integer: true, step: 16 }) },
    { name: 'batch', domain: choice(64, 16, 32) },
  ],
  constraints: [constraint('not (units > 128 and optimizer == "adam")'), constraint('momentum < 0.9')],
};

/** 2 · 3 + 2 · 2 points without the constraint, 9 with it. */
export const finite: Space = {
  parameters: [
    { name: 'optimizer', domain: choice('sgd', 'adam') },
    { name: 'momentum', domain: range(0, 0.9, { step: 0.45 }), when: { optimizer: ['sgd'] } },
    { name: 'beta', domain: range(1, 2, { integer: true }), when: { optimizer: ['adam'] } },
    { name: 'units', domain: choice(32, 16) },
  ],
  constraints: [constraint('momentum < 0.9 or units != 32')],
};
