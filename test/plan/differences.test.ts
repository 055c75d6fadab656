import { describe, expect, it } from 'vitest';
import { differences } from '#src/plan/differences.js';

describe('differences', () => {
  it('names the leaves that changed, appeared or went, in the order of the keys', () => {
    const before = { stage: 'train', parameters: { lr: 0.01, layers: [{ a: 1 }, { b: 2 }], gone: true } };
    const now = { stage: 'train', parameters: { lr: 0.02, layers: [{ a: 1 }, { b: 3 }], fresh: null } };
    expect(differences(before, now)).toEqual([
      { path: 'parameters.fresh', before: undefined, now: null },
      { path: 'parameters.gone', before: true, now: undefined },
      { path: 'parameters.layers.1.b', before: 2, now: 3 },
      { path: 'parameters.lr', before: 0.01, now: 0.02 },
    ]);
  });

  it('finds none between equal records', () => {
    expect(differences({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
  });
});
