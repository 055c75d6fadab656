import { expect, test } from 'vitest';
import { compareAnswers } from '#src/metrics/compare-answers.js';
import { mcnemar } from '#src/metrics/paired-test.js';

const label = ['a', 'b', 'c', 'a', 'b', 'c'];
const answered = (...predicted: string[]) => ({ label, predicted });

test('one model each: who is right where the other is wrong, and McNemar’s test', () => {
  const found = compareAnswers(
    [answered('a', 'b', 'c', 'b', 'c', 'c')],
    [answered('a', 'b', 'a', 'a', 'b', 'c')],
  );
  expect(found).toMatchObject({ images: 6, moreFirst: 1, moreSecond: 2, forFirst: [2], forSecond: [3, 4] });
  expect(found).toMatchObject(mcnemar(1, 2));
});

test('several models: the share that is right counts, and the clearest image comes first', () => {
  const first = [answered('a', 'b', 'x', 'x', 'b', 'c'), answered('a', 'b', 'x', 'a', 'b', 'c')];
  const second = [answered('a', 'x', 'c', 'a', 'b', 'x')];
  const found = compareAnswers(first, second);
  // Image 3: half of the first side against all of the second. Image 2: none against all, the clearest.
  expect(found).toMatchObject({ forFirst: [1, 5], forSecond: [2, 3] });
});

test('the same answers are no difference', () => {
  const same = [answered('a', 'x', 'c', 'a', 'b', 'c')];
  expect(compareAnswers(same, [...same, ...same])).toMatchObject({ moreFirst: 0, moreSecond: 0, midP: 1 });
});

test('sides that cannot be compared are refused', () => {
  expect(() => compareAnswers([], [answered('a')])).toThrow(RangeError);
  expect(() => compareAnswers([answered(...label)], [{ label: ['a'], predicted: ['a'] }])).toThrow(
    RangeError,
  );
});
