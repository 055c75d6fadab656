import { expect, test } from 'vitest';
import { exp, log } from '#src/util/portable-math.js';

test('the ends of the range of exp and log', () => {
  expect([exp(-1000), exp(1000), log(0), log(-1), log(Number.POSITIVE_INFINITY)]).toEqual([
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ]);
});
