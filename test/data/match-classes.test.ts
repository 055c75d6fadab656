import { expect, test } from 'vitest';
import { matchClasses } from '#src/data/match-classes.js';

test('classes are matched by name, whatever their order and number', () => {
  const match = matchClasses(['7', '0', '3'], ['0', '1', '2', '3', '7']);
  expect(match).toEqual({ kind: 'matched', numbers: Uint8Array.of(4, 0, 3) });
});

test('every name that is not known is told', () => {
  expect(matchClasses(['A', '0', 'b'], ['0', 'B'])).toEqual({ kind: 'unknown', names: ['A', 'b'] });
});
