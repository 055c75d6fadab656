import { expect, test } from 'vitest';
import { wilsonInterval } from '#src/metrics/intervals.js';
import { reproduction, testScoringsSentence, trainingSentence, verdict } from '#src/report/verdict.js';
import { exampleRecord } from './example-record.js';

/** The verdict on `correct` of 10 000 when the paper has 99.56 %. */
function judge(correct: number) {
  const test = {
    ...exampleRecord().splits.test!,
    correct,
    count: 10_000,
    accuracy: correct / 10_000,
    interval: wilsonInterval(correct, 10_000),
  };
  return verdict(exampleRecord({ splits: { test } }));
}

test.each([
  [9930, 'below'],
  // The borders are those of statsmodels' Wilson interval.
  [9943, 'below'],
  [9944, 'agrees'],
  [9956, 'agrees'],
  [9967, 'agrees'],
  [9968, 'agrees'],
  [9969, 'above'],
  [9990, 'above'],
])('%i of 10 000 right against 99.56 %%: %s', (correct, kind) => {
  expect(judge(correct).kind).toBe(kind);
});

test('the words give both figures, the interval and the difference', () => {
  expect(judge(9930).sentence).toMatchInlineSnapshot(
    `"Below the paper: test accuracy 99.30 % (95 % interval 99.12–99.45 %, 10 000 images) against its 99.56 %, a difference of −0.26 points."`,
  );
  expect(judge(9950).sentence).toMatchInlineSnapshot(
    `"Agrees with the paper: its test accuracy of 99.56 % lies within the interval of ours, 99.50 % (95 % interval 99.34–99.62 %, 10 000 images)."`,
  );
  expect(judge(9990).sentence).toMatchInlineSnapshot(
    `"Above the paper: test accuracy 99.90 % (95 % interval 99.82–99.95 %, 10 000 images) against its 99.56 %, a difference of +0.34 points."`,
  );
});

test('without a figure on either side nothing is judged', () => {
  expect(verdict(exampleRecord({ paper: { 'train.accuracy': 0.99 } })).kind).toBe('none');
  expect(verdict(exampleRecord({ splits: {} })).kind).toBe('none');
});

test('what is said of the training, the test set and computing it again', () => {
  expect(trainingSentence(exampleRecord())).toBe('4 epochs, stopped early; the weights are those of epoch 3');
  expect(trainingSentence(exampleRecord({ epochs: 1, bestEpoch: 1, stoppedEarly: false }))).toBe('1 epoch');
  expect(testScoringsSentence(exampleRecord())).toContain('3 different models');
  expect(testScoringsSentence(exampleRecord({ testScorings: 1 }))).toContain('No other model');
  expect(testScoringsSentence(exampleRecord({ splits: {} }))).toBeUndefined();
  expect(reproduction(exampleRecord()).command).toBe('hwr-run spec.yaml');
  expect(reproduction(exampleRecord({ engine: { name: 'tensorflow', version: '' } })).command).toBe(
    'hwr-run spec.yaml --engine tensorflow',
  );
});
