/** Tables for spreadsheets and data frames: full precision, no units, one header line. */
import { stringify } from 'csv-stringify/sync';
import { resultRows } from './result-rows.js';
import type { Member, RunRecord, SplitPredictions } from './run-record.js';

/** One row a split or data set: shares and losses as they are, our figure − the paper's; what the paper does not give is empty. */
export function resultsCsv(record: RunRecord): string {
  return table(
    resultRows(record).map(({ split, figures, accuracy, loss }) => ({
      split,
      accuracy: figures.accuracy,
      accuracyLow: figures.interval[0],
      accuracyHigh: figures.interval[1],
      loss: figures.loss,
      count: figures.count,
      correct: figures.correct,
      paperAccuracy: accuracy?.paper,
      accuracyDifference: withoutNoise(accuracy?.difference),
      paperLoss: loss?.paper,
      lossDifference: withoutNoise(loss?.difference),
    })),
    [
      'split',
      'accuracy',
      'accuracyLow',
      'accuracyHigh',
      'loss',
      'count',
      'correct',
      'paperAccuracy',
      'accuracyDifference',
      'paperLoss',
      'lossDifference',
    ],
  );
}

/** One row for each thing that each member of an ensemble was scored on. */
export function membersCsv(members: readonly Member[]): string {
  return table(
    members.flatMap(({ name, seed, weightsSha256, scores }) =>
      Object.entries(scores).map(([split, { accuracy, loss, count, correct }]) => ({
        member: name,
        seed,
        split,
        accuracy,
        loss,
        count,
        correct,
        weightsSha256,
      })),
    ),
    ['member', 'seed', 'split', 'accuracy', 'loss', 'count', 'correct', 'weightsSha256'],
  );
}

/** One row an epoch; `seconds` are those of training alone. */
export function historyCsv(record: RunRecord): string {
  return table(
    record.history.map(({ train, validation, ...row }) => ({
      ...row,
      loss: train.loss,
      accuracy: train.accuracy,
      validationLoss: validation?.loss,
      validationAccuracy: validation?.accuracy,
    })),
    [
      'epoch',
      'seconds',
      'imagesPerSecond',
      'learningRate',
      'loss',
      'accuracy',
      'validationLoss',
      'validationAccuracy',
    ],
  );
}

/**
 * One row an image, classes by name. Tens of thousands of rows whose only text is a class name: each name is escaped
 * once, the rest is joined.
 *
 * @throws RangeError when a class number has no name.
 */
export function predictionsCsv(predictions: SplitPredictions, classes: readonly string[]): string {
  const names = classes.map((name) => stringify([[name]], { escape_formulas: true, eof: false }));
  const nameOf = (c: number | undefined): string => {
    const name = names[c ?? -1];
    if (name === undefined) throw new RangeError(`class ${c}, but there are ${names.length} class names`);
    return name;
  };
  const { index, label, predicted, confidence, trueProbability } = predictions;
  const lines = ['index,label,predicted,confidence,trueProbability'];
  for (let i = 0; i < index.length; i++) {
    const certainty = `${float32Text(confidence[i] ?? 0)},${float32Text(trueProbability[i] ?? 0)}`;
    lines.push(`${index[i]},${nameOf(label[i])},${nameOf(predicted[i])},${certainty}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A difference of decimals as one writes it: 0.0003, not 0.00029999999999996696. */
function withoutNoise(difference: number | undefined): number | undefined {
  return difference === undefined ? undefined : Number(difference.toFixed(12));
}

/** The fewest digits (from seven on) that a float32 can be read back from: 0.1, not 0.10000000149011612. Nine always do. */
function float32Text(value: number): string {
  for (const digits of [7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

function table(rows: readonly object[], columns: readonly string[]): string {
  return stringify([...rows], { header: true, columns: [...columns], escape_formulas: true });
}
