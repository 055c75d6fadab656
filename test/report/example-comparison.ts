import type { Answers, ComparedRun, ComparisonRecord, Contestant } from '#src/report/compare/record.js';
import { comparisonView } from '#src/report/compare/view.js';
import type { SplitName } from '#src/report/run-record.js';
import { drawPicture, exampleRecord } from './example-record.js';

/** The example run, and another one that answers `better` of its first mistakes and `worse` of its right answers the other way. */
export function exampleRun(changes: Partial<ComparedRun> = {}, better = 0, worse = 0): ComparedRun {
  const { classes, predictions, splits, history, epochs, bestEpoch, weightsSha256, seed } = exampleRecord();
  const answers: Partial<Record<SplitName, Answers>> = {};
  const scores: Partial<Record<SplitName, ComparedRun['splits'][SplitName]>> = {};
  for (const split of ['train', 'validation', 'test'] as const) {
    const { index, label, predicted, confidence } = predictions[split]!;
    const truth = Array.from(label, (c) => classes[c]!);
    const said = Array.from(predicted, (c) => classes[c]!);
    let [mended, spoilt] = [0, 0];
    const answered = said.map((answer, i) => {
      if (answer !== truth[i]) return mended++ < better ? truth[i]! : answer;
      return spoilt++ < worse ? classes[(label[i]! + 1) % classes.length]! : answer;
    });
    answers[split] = { index, label: truth, predicted: answered, confidence, data: 'images' };
    const correct = answered.filter((answer, i) => answer === truth[i]).length;
    const score = splits[split]!;
    scores[split] = { ...score, correct, accuracy: correct / score.count };
  }
  return {
    folder: 'runs/baseline-3f9a0c7e',
    seed,
    epochs,
    bestEpoch,
    weightsSha256,
    history,
    splits: scores as ComparedRun['splits'],
    answers,
    ...changes,
  };
}

export function exampleContestant(changes: Partial<Contestant> = {}): Contestant {
  return {
    label: 'baseline',
    name: 'baseline',
    folder: 'runs/baseline-3f9a0c7e',
    kind: 'run',
    dataset: 'mnist',
    engine: 'wasm (hwr-run 0.1.0)',
    runs: [exampleRun()],
    ...changes,
  };
}

/** The baseline beside one that is better by 8 images of the test split and worse by 1, and beside one of other data. */
export function exampleComparison(changes: Partial<ComparisonRecord> = {}): ComparisonRecord {
  const wide = exampleContestant({
    label: 'wide',
    name: 'wide',
    folder: 'runs/wide-2d790c72',
    runs: [exampleRun({ folder: 'runs/wide-2d790c72' }, 8, 1)],
  });
  const drawn = exampleContestant({
    label: 'drawn',
    name: 'drawn',
    folder: 'runs/drawn-00c0ffee',
    dataset: 'synthetic',
  });
  return {
    version: '0.1.0',
    contestants: [exampleContestant(), wide, drawn],
    differences: [
      { path: 'load.dataset', values: ['mnist', 'mnist', 'synthetic'] },
      { path: 'build.layers.0.conv2d.filters', values: [32, 64, 32] },
      { path: 'train.earlyStopping', values: [{ patience: 10 }, { patience: 10 }, undefined] },
    ],
    ...changes,
  };
}

/** A picture for every image of the test split. */
export function examplePictures(record: ComparisonRecord) {
  const index = record.contestants[0]?.runs[0]?.answers.test?.index ?? new Uint32Array();
  return new Map(Array.from(index, (i) => [i, drawPicture(i % 4, i % 3)] as const));
}

export const exampleView = () => comparisonView(exampleComparison());
