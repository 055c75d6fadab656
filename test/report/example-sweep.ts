import type { SweepRecord, SweepTrial } from '#src/report/sweep-record.js';
import type { JsonValue } from '#src/util/json.js';
import { RandomStream, randomKey } from '#src/util/random.js';

const IMAGES = 600;
type Setting = Readonly<Record<string, JsonValue>>;
type Outcome = Pick<SweepTrial, 'status' | 'reason'>;

/** A grid of four learning rates and four momenta, two epochs each; one diverges, one fails. */
export function gridSweep(changes: Partial<SweepRecord> = {}): SweepRecord {
  const settings = [0.1, 0.03, 0.01, 0.003].flatMap((lr) =>
    [0, 0.5, 0.9, 0.95].map((momentum) => ({ lr, momentum })),
  );
  const error = ({ lr, momentum }: Setting) => {
    const speed = Number(lr) / (1 - Number(momentum));
    return speed > 1.5 ? 0.75 : 0.015 + 0.02 * Math.abs(Math.log10(speed / 0.1));
  };
  return sweepOf({
    settings,
    seeds: [1],
    epochs: 2,
    error,
    outcome: (setting) =>
      setting.lr === 0.03 && setting.momentum === 0.95
        ? { status: 'failed', reason: 'out of memory: the process was killed after it had used 1.2 GB' }
        : { status: 'done' },
    changes: {
      name: 'baseline',
      description: "The paper's CNN on MNIST",
      parameters: [
        { name: 'lr', path: 'train.optimizer.sgd.learningRate', scale: 'log' },
        { name: 'momentum', path: 'train.optimizer.sgd.momentum', scale: 'choice' },
      ],
      ...changes,
    },
  });
}

/** Forty random configurations with three seeds each: an optimizer with a conditional momentum, a rate, a width. */
export function randomSweep(changes: Partial<SweepRecord> = {}): SweepRecord {
  const stream = new RandomStream(randomKey(3, 'preview'));
  const settings = Array.from({ length: 40 }, () => {
    const optimizer = stream.uniform() < 0.5 ? 'sgd' : 'adam';
    return {
      optimizer,
      lr: Number((10 ** (-4 + 3 * stream.uniform())).toPrecision(6)),
      ...(optimizer === 'sgd' && { momentum: Number((0.99 * stream.uniform()).toFixed(6)) }),
      filters: 8 * (1 + stream.below(8)),
    };
  });
  const error = (setting: Setting) => {
    const best = setting.optimizer === 'sgd' ? -1.5 : -3;
    return 0.012 + 0.012 * (Math.log10(Number(setting.lr)) - best) ** 2 + 0.1 / Number(setting.filters);
  };
  return sweepOf({
    settings,
    seeds: [1, 2, 3],
    epochs: 6,
    error,
    outcome: (_, configuration, seed) =>
      configuration === 7 && seed === 2
        ? { status: 'failed', reason: 'the loss is not a number after epoch 3' }
        : { status: 'done' },
    changes: {
      name: 'wide',
      strategy: 'random',
      parameters: [
        { name: 'optimizer', path: 'train.optimizer', scale: 'choice' },
        { name: 'lr', path: 'train.optimizer.sgd.learningRate', scale: 'log' },
        { name: 'momentum', path: 'train.optimizer.sgd.momentum', scale: 'linear' },
        { name: 'filters', path: 'build.layers.0.conv2d.filters', scale: 'linear' },
      ],
      ...changes,
    },
  });
}

/** One parameter, three seeds a value. */
export function lineSweep(changes: Partial<SweepRecord> = {}): SweepRecord {
  return sweepOf({
    settings: [0.3, 0.1, 0.03, 0.01, 0.003, 0.001].map((lr) => ({ lr })),
    seeds: [1, 2, 3],
    epochs: 4,
    error: ({ lr }) => 0.02 + 0.03 * Math.log10(Number(lr) / 0.03) ** 2,
    outcome: ({ lr }, _, seed) =>
      lr === 0.3 && seed !== 2
        ? { status: 'failed', reason: 'the loss is not a number' }
        : { status: 'done' },
    changes: {
      name: 'rates',
      parameters: [{ name: 'lr', path: 'train.optimizer.sgd.learningRate', scale: 'log' }],
      ...changes,
    },
  });
}

/** Two networks, which have names. */
export function namedSweep(): SweepRecord {
  const [small, large] = [4, 8].map((filters) => [{ conv2d: { filters, kernelSize: 3 } }, 'flatten']);
  return sweepOf({
    settings: [small, large].map((network = []) => ({ network })),
    seeds: [1, 2],
    epochs: 2,
    error: ({ network }) => (network === small ? 0.04 : 0.02),
    outcome: () => ({ status: 'done' }),
    changes: {
      name: 'networks',
      parameters: [
        {
          name: 'network',
          path: 'build.layers',
          scale: 'choice',
          names: { small: small ?? [], large: large ?? [] },
        },
      ],
    },
  });
}

/** The spec as it is with three seeds, all splits scored, beside a paper's figures. */
export function repeatedSweep(changes: Partial<SweepRecord> = {}): SweepRecord {
  const record = sweepOf({
    settings: [{}],
    seeds: [1, 2, 3],
    epochs: 4,
    error: () => 0.02,
    outcome: () => ({ status: 'done' }),
    changes: {
      name: 'paper',
      paper: { 'train.accuracy': 0.9987, 'train.loss': 0.0039, 'test.accuracy': 0.9956, 'test.loss': 0.0158 },
      paperImages: 10_000,
      ...changes,
    },
  });
  const figures = [
    { accuracy: 0.9985, loss: 0.0041 },
    { accuracy: 0.999, loss: 0.0035 },
    { accuracy: 0.998, loss: 0.005 },
  ];
  return {
    ...record,
    chosen: {
      configuration: 1,
      runs: figures.map(({ accuracy, loss }, i) => ({
        seed: i + 1,
        folder: `chosen/${i + 1}`,
        splits: {
          // Not in the order in which they are read.
          test: { accuracy: accuracy - 0.003, loss: loss * 4, count: 10_000 },
          train: { accuracy, loss, count: 54_000 },
          validation: { accuracy: accuracy - 0.004, loss: loss * 5, count: 6000 },
        },
      })),
    },
  };
}

/** Successive halving: of 9 configurations 3 go on after 1 epoch, and 1 of these after 3. */
export function halvedSweep(changes: Partial<SweepRecord> = {}): SweepRecord {
  const settings = Array.from({ length: 9 }, (_, i) => ({
    lr: Number((10 ** (-3 + i / 4)).toPrecision(6)),
    width: 16 * (1 + (i % 3)),
  }));
  const record = sweepOf({
    settings,
    seeds: [1],
    epochs: 9,
    error: ({ lr }) => 0.01 + 0.02 * Math.abs(Math.log10(Number(lr) / 0.05)),
    outcome: () => ({ status: 'done' }),
    changes: {
      name: 'halved',
      strategy: 'asha',
      parameters: [
        { name: 'lr', path: 'train.optimizer.sgd.learningRate', scale: 'log' },
        { name: 'width', path: 'build.layers.0.conv2d.filters', scale: 'linear' },
      ],
      ...changes,
    },
  });
  const trials = record.trials.map((trial): SweepTrial => {
    const epochs = trial.number === 7 ? 9 : trial.number === 6 || trial.number === 8 ? 3 : 1;
    if (epochs === 9) return trial;
    const last = trial.history[epochs - 1]!;
    const { predicted: _, ...rest } = trial;
    return {
      ...rest,
      status: 'stopped',
      epochs,
      keptEpoch: epochs,
      history: trial.history.slice(0, epochs),
      validation: { ...last.validation, count: IMAGES },
    };
  });
  return { ...record, trials };
}

/** The grid with every trial failed. */
export function failedSweep(): SweepRecord {
  const { chosen: _, ...record } = gridSweep();
  return {
    ...record,
    trials: record.trials.map(({ validation: __, predicted: ___, ...trial }) => ({
      ...trial,
      status: 'failed',
      reason: 'the training process ended with signal SIGKILL',
      epochs: 0,
      keptEpoch: 0,
      history: [],
    })),
  };
}

/** A single trial. */
export function singleSweep(): SweepRecord {
  const record = gridSweep();
  return { ...record, trials: record.trials.slice(0, 1), chosen: { ...record.chosen!, configuration: 1 } };
}

interface Recipe {
  readonly settings: readonly Setting[];
  readonly seeds: readonly number[];
  readonly epochs: number;
  readonly error: (setting: Setting) => number;
  readonly outcome: (setting: Setting, configuration: number, seed: number) => Outcome;
  readonly changes: Partial<SweepRecord>;
}

function sweepOf({ settings, seeds, epochs, error, outcome, changes }: Recipe): SweepRecord {
  const labels = Object.fromEntries(
    seeds.map((seed) => [seed, Uint8Array.from({ length: IMAGES }, (_, i) => i % 4)]),
  );
  const trials = settings.flatMap((parameters, c) =>
    seeds.map((seed, s): SweepTrial => {
      const number = c * seeds.length + s + 1;
      const common = {
        number,
        configuration: c + 1,
        seed,
        parameters,
        specHash: number.toString(16).padStart(64, '0'),
        folder: `trials/${String(number).padStart(3, '0')}`,
      };
      const ended = outcome(parameters, c + 1, seed);
      const predicted = answers(labels[seed]!, seed, number, error(parameters));
      const accuracy = labels[seed]!.filter((label, i) => label === predicted[i]).length / IMAGES;
      const history = curve(accuracy, ended.status === 'failed' ? Math.floor(epochs / 2) : epochs, epochs);
      if (ended.status === 'failed')
        return { ...common, ...ended, epochs: history.length, keptEpoch: 0, history };
      const validation = { ...history.at(-1)!.validation, count: IMAGES };
      return { ...common, ...ended, epochs, keptEpoch: epochs, validation, history, predicted };
    }),
  );
  const best = [...trials].sort((a, b) => (b.validation?.accuracy ?? 0) - (a.validation?.accuracy ?? 0))[0]!;
  return {
    name: 'example',
    sweepHash: '7c4a8d09'.repeat(8),
    version: '0.1.0',
    engine: { name: 'wasm', version: 'wasm (hwr-run 0.1.0)' },
    dataset: 'mnist',
    classes: ['0', '1', '2', '3'],
    strategy: 'grid',
    objective: 'validation.accuracy',
    epochs,
    repeats: seeds.length,
    parameters: [],
    trials,
    validationLabels: labels,
    chosen: {
      configuration: best.configuration,
      runs: seeds.map((seed) => ({
        seed,
        folder: `chosen/${seed}`,
        splits: {
          validation: { ...best.validation!, count: IMAGES },
          test: { accuracy: 0.985 - seed / 1000, loss: 0.05 + seed / 1000, count: 1000 },
        },
      })),
    },
    ...changes,
  };
}

/**
 * Some images are hard for every model of a seed, as real ones are: paired answers agree more than chance would have it.
 * A difficulty 0.7·u + 0.3·v exceeds 1 − t with probability t² / 0.42 for small t.
 */
function answers(labels: Uint8Array, seed: number, number: number, error: number): Uint8Array {
  // What diverged answers one class to everything.
  if (error > 0.5) return new Uint8Array(labels.length);
  const hard = new RandomStream(randomKey(seed, 'preview'));
  const own = new RandomStream(randomKey(1000 + number, 'preview'));
  return labels.map((label) => {
    const difficulty = 0.7 * hard.uniform() + 0.3 * own.uniform();
    return difficulty > 1 - Math.sqrt(0.42 * error) ? (label + 1 + own.below(3)) % 4 : label;
  });
}

function curve(accuracy: number, length: number, epochs: number): SweepTrial['history'] {
  return Array.from({ length }, (_, i) => {
    const wrong = (1 - accuracy) * (1 + 0.5 * ((epochs - 1 - i) / epochs));
    const share = Math.round((1 - wrong) * IMAGES) / IMAGES;
    return {
      epoch: i + 1,
      learningRate: 0.01,
      train: { loss: 2.5 * wrong, accuracy: share },
      validation: { loss: 3 * wrong, accuracy: i === epochs - 1 ? accuracy : Math.max(0, share) },
    };
  });
}
