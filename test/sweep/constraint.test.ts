import { expect, test } from 'vitest';
import { isMet, namesOf, parseConstraint } from '#src/sweep/constraint.js';
import { constraint } from './spaces.js';

test.each([
  ['1 + 2 * 3 == 7', true],
  ['(1 + 2) * 3 == 9', true],
  ['8 / 4 / 2 == 1', true],
  ['2 - 3 - 4 == -5', true],
  ['-a + 5 == 2', true],
  ['- -a == a', true],
  ['a >= 3 and a <= 3', true],
  ['a != 3', false],
  ['not a < 3', true],
  ['not a < 3 and name == "x"', false],
  ['true or false and false', true],
  ['(true or false) and false', false],
  ['name == \'adam\' or name == "sgd"', true],
  ['name < "z"', false],
  ['tree == null', false],
  ['1e-3 < .5', true],
  ['train.epochs * 2 == 20', true],
  ['größe == 1', true],
])('%s is %s', (text, met) => {
  const point = { a: 3, name: 'adam', tree: { a: 1 }, 'train.epochs': 10, größe: 1 };
  expect(isMet(constraint(text), point)).toBe(met);
});

test('a constraint on a parameter that the point does not have is met', () => {
  expect(isMet(constraint('momentum > 5 and a > 5'), { a: 1 })).toBe(true);
});

test('names are told once, in order', () => {
  expect(namesOf(constraint('b < a + b and not (c == "d")'))).toEqual(['b', 'a', 'c']);
});

test.each([
  ['', 'something is missing at the end', 1],
  ['a <', 'something is missing at the end', 4],
  ['a = 2', 'unexpected =; did you mean "=="?', 3],
  ['a && b', 'unexpected &; did you mean "and"?', 3],
  ['a < b < c', 'comparisons cannot be chained; write "a < b and b < c"', 7],
  ['2 * (a + 1', 'this parenthesis is not closed', 5],
  ['a == "adam', 'this quote is not closed', 6],
  ['a b', 'unexpected b', 3],
  ['a < 2)', 'unexpected )', 6],
  ['a * and', 'unexpected and', 5],
])('%s: %s, column %i', (text, message, column) => {
  expect(parseConstraint(text)).toEqual({ ok: false, failure: { message, column } });
});
