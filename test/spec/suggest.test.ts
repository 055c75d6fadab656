import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, suggest } from '#src/spec/suggest.js';

test.each([
  ['optimiser', 'optimizer'],
  ['epcohs', 'epochs'],
  ['LOSS', 'loss'],
  ['opt', 'optimizer'],
  ['colour', undefined],
  ['', undefined],
  ['x'.repeat(1000), undefined],
])('%j → %j', (word, near) => {
  expect(suggest(word, ['loss', 'optimizer', 'batchSize', 'epochs'])).toBe(near);
});

test('a swap of neighbours is one edit', () => {
  expect(editDistance('abcd', 'acbd')).toBe(1);
  expect(editDistance('kitten', 'sitting')).toBe(3);
});

test('the distance is symmetric, 0 only for equal words, and no more than the longer word', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
