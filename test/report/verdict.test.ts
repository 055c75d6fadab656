import { expect, test } from 'vitest';
import { wilsonInterval } from '#src/metrics/intervals.js';
import {
  calibrationSentence,
  reproduction,
  testScoringsSentence,
  trainingSentence,
  verdict,
  verdictOn,
} from '#src/report/verdict.js';
import { exampleRecord } from './example-record.js';

/** The verdict on `correct` of 10 000 when the paper has 99.56 %, of so many images. */
function judge(correct: number, paperImages?: number) {
  const test = {
    ...exampleRecord().splits.test!,
    correct,
    count: 10_000,
    accuracy: correct / 10_000,
    interval: wilsonInterval(correct, 10_000),
  };
  return verdict(exampleRecord({ splits: { test }, ...(paperImages !== undefined && { paperImages }) }));
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

test.each([
  // Wilson's interval of 9 956 of 10 000 is 99.41 to 99.67 %: within it is agreement, too.
  [9940, 'below'],
  [9941, 'agrees'],
  [9943, 'agrees'],
  [9968, 'agrees'],
  [9969, 'above'],
])('%i of 10 000 right against 99.56 %% of 10 000: %s', (correct, kind) => {
  expect(judge(correct, 10_000).kind).toBe(kind);
});

test('with the number of the paper’s images its interval is told, and whether the two overlap', () => {
  expect(judge(9920, 10_000).sentence).toMatchInlineSnapshot(
    `"Below the paper: test accuracy 99.20 % (95 % interval 99.01–99.36 %, 10 000 images) against its 99.56 % (99.41–99.67 %, 10 000 images), a difference of −0.36 points; the two intervals do not overlap."`,
  );
  expect(judge(9936, 10_000).sentence).toMatchInlineSnapshot(
    `"Below the paper: test accuracy 99.36 % (95 % interval 99.18–99.50 %, 10 000 images) against its 99.56 % (99.41–99.67 %, 10 000 images), a difference of −0.20 points; the two intervals overlap."`,
  );
});

test('agreement within a wide interval is not called agreement', () => {
  const ours = { text: '97.00 %', accuracy: 0.97, count: 300 };
  expect(verdictOn({ ...ours, interval: [0.94, 1] }, { accuracy: 0.9956 })).toMatchObject({
    kind: 'unclear',
    sentence: expect.stringMatching(/^Cannot be told from the paper: test accuracy 97\.00 % /),
  });
});

test.each([
  [0.98, 'as often right as it says'],
  [0.999, 'surer than it may be'],
  [0.9, 'less sure than it may be'],
])('980 of 1 000 right and a mean confidence of %d: %s', (confidence, words) => {
  const calibration = {
    count: 1000,
    accuracy: 0.98,
    confidence,
    expectedError: 0,
    largestError: 0,
    bins: [],
  };
  expect(calibrationSentence(calibration)).toContain(words);
});

test('the words give both figures, the interval and the difference', () => {
  expect(judge(9930).sentence).toMatchInlineSnapshot(
    `"Below the paper: test accuracy 99.30 % (95 % interval 99.12–99.45 %, 10 000 images) against its 99.56 %, a difference of −0.26 points."`,
  );
  expect(judge(9950).sentence).toMatchInlineSnapshot(
    `"Agrees with the paper: test accuracy 99.50 % (95 % interval 99.34–99.62 %, 10 000 images) against its 99.56 %, a difference of −0.06 points; one lies within the interval of the other."`,
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
  expect(reproduction(exampleRecord()).commands).toBe('hwr-run spec.yaml');
  expect(reproduction(exampleRecord({ engine: { name: 'tensorflow', version: '' } })).commands).toBe(
    'hwr-run spec.yaml --engine tensorflow',
  );
});
