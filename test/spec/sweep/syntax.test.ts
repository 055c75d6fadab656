import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSweepWord } from '#src/spec/sweep/syntax.js';
import { plainValue } from '#src/spec/tree.js';

function read(text: string) {
  const word = parseSweepWord(text);
  if (!word.ok) return word.failure.message;
  if (word.value.kind !== 'parameter') return word.value;
  const { key, domain } = word.value;
  return { key, ...('values' in domain ? { values: plainValue(domain.values) } : domain) };
}

test.each([
  ['', { kind: 'all' }],
  ['lr,momentum', { kind: 'names', names: ['lr', 'momentum'] }],
  [' lr , momentum ', { kind: 'names', names: ['lr', 'momentum'] }],
  ['lr=0.1,0.01', { key: 'lr', values: [0.1, 0.01] }],
  ['lr=[0.1, 0.01]', { key: 'lr', values: [0.1, 0.01] }],
  [
    'zoom=[0.9,1.1],[0.8,1.2]',
    {
      key: 'zoom',
      values: [
        [0.9, 1.1],
        [0.8, 1.2],
      ],
    },
  ],
  ['zoom=[[0.9,1.1]]', { key: 'zoom', values: [[0.9, 1.1]] }],
  ['optimizer=sgd,{ adam: { beta1: 0.5 } }', { key: 'optimizer', values: ['sgd', { adam: { beta1: 0.5 } }] }],
  ['augment=null,{ rotation: 10 }', { key: 'augment', values: [null, { rotation: 10 }] }],
  ['lr=log:1e-4..1e-1', { key: 'lr', low: 1e-4, high: 0.1, step: null, scale: 'log' }],
  ['a.b.0.c = 0..0.95', { key: 'a.b.0.c', low: 0, high: 0.95, step: null, scale: 'linear' }],
  ['filters=8..64:8', { key: 'filters', low: 8, high: 64, step: 8, scale: 'linear' }],
  ['x=-.5..+2.', { key: 'x', low: -0.5, high: 2, step: null, scale: 'linear' }],
])('--sweep %j', (text, expected) => expect(read(text)).toEqual(expected));

test('what is written is what is read', () => {
  const number = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((x) => Math.abs(x) < 9e15 && !Object.is(x, -0));
  const value = fc.oneof(
    number,
    fc.boolean(),
    fc.constant(null),
    fc.stringMatching(/^[a-z]{1,8}$/),
    fc.array(number, { minLength: 1, maxLength: 3 }),
  );
  const values = fc.array(value, { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(values, (list) => {
      expect(read(`x=${list.map((one) => JSON.stringify(one)).join(',')}`)).toEqual({
        key: 'x',
        values: list,
      });
    }),
  );
  const range = fc.record({
    low: number,
    high: number,
    step: fc.option(number, { nil: null }),
    scale: fc.constantFrom('linear' as const, 'log' as const),
  });
  fc.assert(
    fc.property(range, ({ low, high, step, scale }) => {
      const text = `x=${scale === 'log' ? 'log:' : ''}${low}..${high}${step === null ? '' : `:${step}`}`;
      expect(read(text)).toEqual({ key: 'x', low, high, step, scale });
    }),
  );
});
