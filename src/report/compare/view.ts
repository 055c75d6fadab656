/** What a comparison comes to: figures side by side, differences, tests. Computed once for all exporters. */
import { type AnswerComparison, compareAnswers } from '../../metrics/compare-answers.js';
import { holmAdjusted } from '../../metrics/holm.js';
import { accuracyInterval, type Spread, spreadOf } from '../../metrics/intervals.js';
import { seedInterval } from '../../metrics/seed-interval.js';
import { splitNames } from '../result-rows.js';
import type { SplitName } from '../run-record.js';
import type { Answers, ComparisonRecord, Contestant } from './record.js';

/** A contestant's figures of a split, and how they compare with the first's. */
export interface ComparedRow {
  /** Its number among the contestants. */
  readonly contestant: number;
  readonly accuracy: Spread;
  readonly loss: Spread;
  /** See `accuracyInterval`. */
  readonly interval: readonly [number, number];
  readonly count: number;
  /** Its accuracy − the first's; absent for the first itself, and where that was not evaluated or is of other data. */
  readonly difference?: number;
  /** 95 % interval of the difference over other seeds; absent where each side has one run. */
  readonly seeds?: readonly [number, number];
  readonly test?: PairedOutcome;
}

export type PairedOutcome =
  | {
      readonly kind: 'tested';
      readonly found: AnswerComparison;
      /** Mid-p after Holm's adjustment for all the tests on the split. */
      readonly adjustedP: number;
      /** Whether the images are known to be the same by their content, or by their labels alone. */
      readonly sameBy: 'content' | 'labels';
    }
  | { readonly kind: 'impossible'; readonly reason: string };

export interface ComparedSplit {
  readonly split: SplitName;
  /** Of those that evaluated it, in their order. */
  readonly rows: readonly ComparedRow[];
}

export interface ComparisonView {
  readonly record: ComparisonRecord;
  /** Those that anybody evaluated. */
  readonly splits: readonly ComparedSplit[];
}

export function comparisonView(record: ComparisonRecord): ComparisonView {
  const splits = splitNames.flatMap((split): ComparedSplit[] => {
    const rows = rowsOf(record, split);
    return rows.length === 0 ? [] : [{ split, rows }];
  });
  return { record, splits };
}

/** The split that the comparison is about: test, else validation, else train; of those that two have evaluated. */
export function mainSplit({ splits }: ComparisonView): ComparedSplit | undefined {
  return splits.findLast(({ rows }) => rows.length > 1) ?? splits.at(-1);
}

function rowsOf({ contestants }: ComparisonRecord, split: SplitName): ComparedRow[] {
  const [reference] = contestants;
  const rows = contestants.flatMap((contestant, i): ComparedRow[] => {
    const scores = contestant.runs.flatMap(({ splits }) => splits[split] ?? []);
    const [first] = scores;
    if (first === undefined) return [];
    const accuracy = spreadOf(scores.map((score) => score.accuracy));
    return [
      {
        contestant: i,
        accuracy,
        loss: spreadOf(scores.map(({ loss }) => loss)),
        interval: accuracyInterval(scores) ?? [0, 1],
        count: first.count,
      },
    ];
  });
  const base = rows.find(({ contestant }) => contestant === 0);
  // Nobody chooses by what a model was trained on: there a test would mean nothing.
  const isTested = split !== 'train';
  const tests = rows.map((row) => {
    const other = contestants[row.contestant];
    if (row.contestant === 0 || base === undefined || !isTested) return undefined;
    return reference && other && paired(reference, other, split);
  });
  const adjusted = holmAdjusted(
    tests.flatMap((test) => (test !== undefined && 'found' in test ? [test.found.midP] : [])),
  );
  let next = 0;
  return rows.map((row, i) => {
    if (row.contestant === 0 || base === undefined) return row;
    const test = tests[i];
    const outcome: PairedOutcome | undefined =
      test === undefined
        ? undefined
        : 'found' in test
          ? { kind: 'tested', ...test, adjustedP: adjusted[next++] ?? 1 }
          : { kind: 'impossible', reason: test.reason };
    const isComparable = contestants[row.contestant]?.dataset === reference?.dataset;
    const seeds = isComparable ? seedInterval(base.accuracy, row.accuracy) : undefined;
    return {
      ...row,
      ...(isComparable && { difference: row.accuracy.mean - base.accuracy.mean }),
      ...(seeds && { seeds }),
      ...(outcome && { test: outcome }),
    };
  });
}

type Draft =
  | { readonly found: AnswerComparison; readonly sameBy: 'content' | 'labels' }
  | { readonly reason: string };

function paired(first: Contestant, second: Contestant, split: SplitName): Draft {
  if (first.dataset !== second.dataset) {
    return { reason: `the data sets differ: ${first.dataset} and ${second.dataset}` };
  }
  const [ours, theirs] = [answersOf(first, split), answersOf(second, split)];
  for (const [contestant, answers] of [
    [first, ours],
    [second, theirs],
  ] as const) {
    if (answers === undefined) return { reason: `the answers of ${contestant.label} are not stored` };
  }
  const all = [...(ours ?? []), ...(theirs ?? [])];
  const [model, ...others] = all;
  if (model === undefined || !others.every((other) => isSame(model, other))) {
    const counts = new Set(all.map(({ index }) => index.length));
    const why = counts.size > 1 ? 'their numbers differ' : 'another seed or another split';
    return { reason: `not the same ${split} images (${why})` };
  }
  const sameBy = all.every(({ data }) => data !== undefined) ? 'content' : 'labels';
  return { found: compareAnswers(ours ?? [], theirs ?? []), sameBy };
}

/** All its runs' answers; undefined where those of one are missing. */
function answersOf({ runs }: Contestant, split: SplitName): readonly Answers[] | undefined {
  const answers = runs.flatMap((run) => run.answers[split] ?? []);
  return answers.length === runs.length ? answers : undefined;
}

/** The same images in the same order: by their content where both know it, else as far as indices and labels tell. */
function isSame(a: Answers, b: Answers): boolean {
  if (a.data !== undefined && b.data !== undefined && a.data !== b.data) return false;
  return (
    a.index.length === b.index.length &&
    a.index.every((index, i) => index === b.index[i]) &&
    a.label.every((label, i) => label === b.label[i])
  );
}
