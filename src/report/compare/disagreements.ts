/** Images that one side gets right and the other wrong. */
import { formatPercent } from '../numbers.js';
import type { Answers } from './record.js';
import { type ComparisonView, mainSplit } from './view.js';

export interface DisputedImage {
  readonly index: number;
  readonly label: string;
  /** What the first contestant and the other one said, in words. */
  readonly first: string;
  readonly other: string;
}

/** The images that split the first contestant from another one. */
export interface Disagreement {
  /** The other one's number among the contestants. */
  readonly contestant: number;
  readonly onlyFirst: DisputedImages;
  readonly onlyOther: DisputedImages;
}

export interface DisputedImages {
  readonly total: number;
  /** The clearest of them. */
  readonly shown: readonly DisputedImage[];
}

/** Images that are shown of each kind. */
const MOST_SHOWN = 12;

/** Of the split that the comparison is about; one entry for each contestant that was tested against the first. */
export function disagreements(view: ComparisonView): Disagreement[] {
  const main = mainSplit(view);
  if (main === undefined) return [];
  const answersOf = (contestant: number): Answers[] =>
    (view.record.contestants[contestant]?.runs ?? []).flatMap((run) => run.answers[main.split] ?? []);
  const first = answersOf(0);
  return main.rows.flatMap(({ contestant, test }) => {
    if (test?.kind !== 'tested') return [];
    const other = answersOf(contestant);
    const shown = (positions: readonly number[], wrong: readonly Answers[]): DisputedImages => ({
      total: positions.length,
      shown: clearest(positions, wrong).map((at) => ({
        index: first[0]?.index[at] ?? 0,
        label: first[0]?.label[at] ?? '',
        first: said(first, at),
        other: said(other, at),
      })),
    });
    return [
      {
        contestant,
        onlyFirst: shown(test.found.forFirst, other),
        onlyOther: shown(test.found.forSecond, first),
      },
    ];
  });
}

/** Of one wrong model those that it was surest of; of several those that most of them got wrong, as they come. */
function clearest(positions: readonly number[], wrong: readonly Answers[]): readonly number[] {
  const [only] = wrong;
  const sure = (at: number): number => only?.confidence[at] ?? 0;
  const ordered = wrong.length === 1 ? positions.toSorted((a, b) => sure(b) - sure(a)) : positions;
  return ordered.slice(0, MOST_SHOWN);
}

/** `7 98.20 %` of one run; of several how often each answer was given: `7 ×2, 1 ×1`. */
function said(models: readonly Answers[], at: number): string {
  const [only] = models;
  if (models.length === 1 && only !== undefined) {
    return `${only.predicted[at]} ${formatPercent(only.confidence[at] ?? 0)}`;
  }
  const counts = new Map<string, number>();
  for (const { predicted } of models) {
    const answer = predicted[at] ?? '';
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([answer, count]) => `${answer} ×${count}`)
    .join(', ');
}
