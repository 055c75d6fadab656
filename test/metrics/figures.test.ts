import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { confidentMistakes, predictionsOf, splitFigures } from '#src/metrics/figures.js';

// Made by make_golden.py with scikit-learn.
const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8'));

interface Case {
  labels: number[];
  probabilities: number[][];
  predicted: number[];
  accuracy: number;
  loss: number;
  confusion: number[][];
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
}

describe.each(
  (golden.classification as Case[]).map((example, i) => [i, example] as const),
)('figures agree with scikit-learn, case %i', (_, example) => {
  const labels = Uint8Array.from(example.labels);
  const indices = Uint32Array.from(labels, (_, i) => 1000 + i);
  const { predictions, loss } = predictionsOf(
    Float32Array.from(example.probabilities.flat()),
    labels,
    indices,
  );
  const names = example.support.map((_, c) => `class ${c}`);
  const figures = splitFigures(labels, predictions.predicted, loss, names);

  test('predicted classes, confidence and probability of the truth', () => {
    expect([...predictions.predicted]).toEqual(example.predicted);
    expect([...predictions.index]).toEqual([...indices]);
    expect([...predictions.label]).toEqual(example.labels);
    expect([...predictions.confidence]).toEqual(
      example.probabilities.map((row) => Math.fround(Math.max(...row))),
    );
    expect([...predictions.trueProbability]).toEqual(
      example.probabilities.map((row, i) => Math.fround(row[example.labels[i]!]!)),
    );
  });

  test('accuracy, loss and confusion', () => {
    expect(figures.accuracy).toBe(example.accuracy);
    expect(figures.count).toBe(example.labels.length);
    expect(figures.confusion).toEqual(example.confusion);
    expect(Math.abs(loss / example.loss - 1)).toBeLessThan(1e-12);
  });

  test('per-class figures, zero where there is no denominator', () => {
    expect(figures.perClass.map((line) => line.name)).toEqual(names);
    expect(figures.perClass.map((line) => line.support)).toEqual(example.support);
    for (const [c, line] of figures.perClass.entries()) {
      expect(line.precision).toBeCloseTo(example.precision[c]!, 14);
      expect(line.recall).toBeCloseTo(example.recall[c]!, 14);
      expect(line.f1).toBeCloseTo(example.f1[c]!, 14);
    }
  });
});

test('an empty split has figures and no NaN', () => {
  const { predictions, loss } = predictionsOf(new Float32Array(0), new Uint8Array(0), new Uint32Array(0));
  const figures = splitFigures(predictions.label, predictions.predicted, loss, ['a', 'b']);
  expect(figures).toMatchObject({ count: 0, correct: 0, accuracy: 0, loss: 0, interval: [0, 1] });
  expect(JSON.stringify(figures)).not.toContain('null');
});

test('of equally probable classes the first is the answer', () => {
  const { predictions } = predictionsOf(
    Float32Array.of(0.25, 0.375, 0.375),
    Uint8Array.of(2),
    Uint32Array.of(0),
  );
  expect(predictions.predicted[0]).toBe(1);
});

test('the mean loss is the same bits everywhere: a golden value', () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.3, 0.7, 0.999, 0.001);
  const { loss } = predictionsOf(probabilities, Uint8Array.of(0, 0, 1), Uint32Array.of(0, 1, 2));
  expect(loss).toBe(2.7390295127409914);
});

test('a truth that got no probability at all costs what 1e-7 would, as in Keras', () => {
  const { loss } = predictionsOf(Float32Array.of(0, 1), Uint8Array.of(0), Uint32Array.of(0));
  expect(loss).toBeCloseTo(-Math.log(1e-7), 12);
});

test('lengths that do not fit are an error with the numbers in it', () => {
  expect(() => predictionsOf(new Float32Array(7), new Uint8Array(2), new Uint32Array(2))).toThrow(
    '7 probabilities and 2 indices for 2 labels',
  );
  expect(() => splitFigures(Uint8Array.of(3), Uint8Array.of(0), 0, ['a', 'b'])).toThrow(
    'class 3 at 0, but there are 2 class names',
  );
  expect(() => splitFigures(new Uint8Array(2), new Uint8Array(1), 0, ['a'])).toThrow(
    '2 labels but 1 predictions',
  );
});

test('the most confident mistakes come first, equals in the order of the split', () => {
  const predictions = {
    index: Uint32Array.of(0, 1, 2, 3, 4),
    label: Uint8Array.of(0, 1, 1, 1, 0),
    predicted: Uint8Array.of(0, 0, 0, 0, 1),
    confidence: Float32Array.of(1, 0.6, 0.9, 0.6, 0.95),
    trueProbability: new Float32Array(5),
  };
  expect(confidentMistakes(predictions, 3)).toEqual([4, 2, 1]);
  expect(confidentMistakes(predictions, 10)).toEqual([4, 2, 1, 3]);
});
