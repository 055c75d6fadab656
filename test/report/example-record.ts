import { confidentMistakes, splitFigures } from '#src/metrics/figures.js';
import type {
  DatasetFigures,
  Member,
  Picture,
  RunRecord,
  SplitName,
  SplitPredictions,
} from '#src/report/run-record.js';
import { RandomStream, randomKey } from '#src/util/random.js';

/** A finished run with figures like the paper's, small and made in code: the same record every time. */
export function exampleRecord(changes: Partial<RunRecord> = {}): RunRecord {
  const stream = new RandomStream(randomKey(5, 'preview'));
  const classes = ['0', '1', '2', '3'];
  const predictions: Record<SplitName, SplitPredictions> = {
    train: predict(stream, 900, 0, 0.01),
    validation: predict(stream, 100, 900, 0.03),
    test: predict(stream, 400, 0, 0.02),
  };
  const figures = (split: SplitName, loss: number) =>
    splitFigures(predictions[split].label, predictions[split].predicted, loss, classes);
  return {
    name: 'baseline',
    description: "The paper's CNN on MNIST",
    specHash: '3f9a0c7e'.repeat(8),
    specYaml: 'name: baseline # the example\nseed: 1\n',
    version: '0.1.0',
    engine: { name: 'wasm', version: 'wasm (hwr-run 0.1.0)' },
    seed: 1,
    dataset: 'mnist',
    classes,
    layers: [
      {
        name: 'conv2d',
        kind: 'conv2d',
        outputShape: [28, 28, 32],
        parameters: 320,
        flops: 451_584,
        receptiveField: [3, 3],
      },
      {
        name: 'flatten',
        kind: 'flatten',
        outputShape: [25_088],
        parameters: 0,
        flops: 0,
        receptiveField: [28, 28],
      },
      {
        name: 'dense',
        kind: 'dense',
        outputShape: [4],
        parameters: 100_356,
        flops: 200_704,
        receptiveField: [28, 28],
      },
    ],
    warnings: ['the last row of pixels cannot be seen by any output'],
    history: [1, 2, 3, 4].map((epoch) => ({
      epoch,
      seconds: 10 + epoch / 4,
      imagesPerSecond: 5000 + epoch,
      learningRate: 0.01,
      train: { loss: 0.4 / epoch ** 2, accuracy: 1 - 0.1 / epoch },
      validation: { loss: 0.2 / epoch, accuracy: 1 - 0.06 / epoch },
    })),
    epochs: 4,
    bestEpoch: 3,
    stoppedEarly: true,
    weightsSha256: 'a1b2c3d4'.repeat(8),
    splits: {
      train: figures('train', 0.0312),
      validation: figures('validation', 0.0667),
      test: figures('test', 0.0581),
    },
    predictions,
    paper: { 'train.accuracy': 0.9987, 'test.accuracy': 0.9956, 'test.loss': 0.0158 },
    testScorings: 3,
    samples: classes.map((_, c) => [drawPicture(c, 0), drawPicture(c, 1)]),
    augmented: [{ label: 'rotation', pictures: [drawPicture(0, 0), drawPicture(0, 2), drawPicture(0, 3)] }],
    mistakes: confidentMistakes(predictions.test, 3).map((position) => ({
      split: 'test',
      index: predictions.test.index[position]!,
      label: classes[predictions.test.label[position]!]!,
      predicted: classes[predictions.test.predicted[position]!]!,
      confidence: predictions.test.confidence[position]!,
      picture: drawPicture(predictions.test.label[position]!, 0),
    })),
    stages: ['load', 'normalize', 'augment', 'build', 'train', 'evaluate'].map((name, i) => ({
      name,
      key: `${i}c5e`.repeat(16),
      seconds: i / 4,
    })),
    environment: { node: 'v20.20.2', platform: 'linux x64', threads: 2 },
    ...changes,
  };
}

/** An 8×8 grey picture: a bar whose place says the class, moved by `shift`. */
export function drawPicture(c: number, shift: number): Picture {
  const pixels = new Uint8Array(64);
  for (let y = 1; y < 7; y++) pixels[y * 8 + ((c * 2 + shift) % 8)] = 255 - 20 * y;
  return { height: 8, width: 8, channels: 1, pixels };
}

function predict(stream: RandomStream, count: number, first: number, errorRate: number): SplitPredictions {
  const label = Uint8Array.from({ length: count }, (_, i) => i % 4);
  const predicted = label.map((c) => (stream.uniform() < errorRate ? (c + 1 + stream.below(3)) % 4 : c));
  const confidence = Float32Array.from(label, () => 0.6 + 0.4 * stream.uniform());
  const trueProbability = confidence.map((p, i) => (label[i] === predicted[i] ? p : 1 - p));
  const index = Uint32Array.from(label, (_, i) => first + i);
  return { index, label, predicted, confidence, trueProbability };
}

/** Two members of an ensemble, each with what it answered. */
export const exampleMembers: readonly Member[] = [
  member('base', 1, '1a2b3c4d', 0.9625),
  member('wide', 2, '5e6f7a8b', 0.965),
];

function member(name: string, seed: number, hash: string, accuracy: number): Member {
  const test = { accuracy, loss: 0.1, count: 400, correct: 400 * accuracy };
  return { name, seed, specHash: hash.repeat(8), epochs: 2, weightsSha256: hash.repeat(8), scores: { test } };
}

/** Two data sets that the model was not trained on: the test images of one, the training images of another. */
export const exampleDatasets: Readonly<Record<string, DatasetFigures>> = {
  usps: {
    ...splitFigures(Uint8Array.of(0, 1, 2, 3), Uint8Array.of(0, 1, 2, 2), 1.5, ['0', '1', '2', '3']),
    fittedFrom: [16, 16],
    testScorings: 1,
  },
  'mnist-train': splitFigures(Uint8Array.of(0, 1, 2, 3), Uint8Array.of(0, 1, 2, 3), 0.25, [
    '0',
    '1',
    '2',
    '3',
  ]),
};

/** Text that breaks out of whatever does not expect it. */
export const hostile = '<script>alert(1)</script>"\'&amp;`|*_[x](javascript:1)\u001b[31m\n# =1+1';
