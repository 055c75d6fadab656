/** What is said of a comparison, the same on every page and in the terminal. */
import { formatCount, formatInterval, formatPoints, meanText } from '../numbers.js';
import { formatP } from '../sweep-words.js';
import { plainText } from '../text-table.js';
import type { Contestant } from './record.js';
import { type ComparedRow, type ComparisonView, mainSplit } from './view.js';

/** The significance level that the words use. */
const ALPHA = 0.05;

/** A, B, C, …: what tables call a contestant. */
export function letterOf(contestant: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + contestant);
}

/** `B, wide` */
export function nameOf({ record }: ComparisonView, contestant: number): string {
  return `${letterOf(contestant)}, ${plainText(record.contestants[contestant]?.label ?? '')}`;
}

/** `mnist · 3 seeds · 20 epochs` */
export function contestantSentence({ dataset, runs, engine, kind }: Contestant): string {
  const seeds = runs.map(({ seed }) => seed);
  const epochs = new Set(runs.map((run) => run.epochs));
  const longest = Math.max(...epochs);
  return [
    plainText(dataset),
    seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds (${seeds.join(', ')})`,
    `${epochs.size > 1 ? 'up to ' : ''}${longest} epoch${longest === 1 ? '' : 's'}`,
    ...(kind === 'sweep' ? ['the configuration that the sweep chose'] : []),
    plainText(engine),
  ].join(' · ');
}

/** What is said of a contestant beside the first: is it better, by how much, and could that be chance? */
export interface ContestantVerdict {
  /** `same`: cannot be told apart; `unknown`: no test was possible. */
  readonly kind: 'better' | 'worse' | 'same' | 'unknown';
  readonly sentence: string;
}

/** One for each contestant after the first, on the split that the comparison is about. */
export function verdicts(view: ComparisonView): ContestantVerdict[] {
  const main = mainSplit(view);
  if (main === undefined) return [{ kind: 'unknown', sentence: 'No split was evaluated.' }];
  const base = main.rows.find(({ contestant }) => contestant === 0);
  if (base === undefined) {
    const sentence = `${nameOf(view, 0)}, was not evaluated on the ${main.split} split: nothing can be compared with it.`;
    return [{ kind: 'unknown', sentence }];
  }
  return view.record.contestants.slice(1).map((_, i): ContestantVerdict => {
    const row = main.rows.find(({ contestant }) => contestant === i + 1);
    return row === undefined
      ? { kind: 'unknown', sentence: `${nameOf(view, i + 1)}, was not evaluated on the ${main.split} split.` }
      : verdictOn(view, main.split, base, row);
  });
}

function verdictOn(
  view: ComparisonView,
  split: string,
  base: ComparedRow,
  { contestant, accuracy, interval, difference, seeds, test }: ComparedRow,
): ContestantVerdict {
  const [other, first] = [nameOf(view, contestant), nameOf(view, 0)];
  if (difference === undefined) {
    const [theirs, ours] = [contestant, 0].map((i) => plainText(view.record.contestants[i]?.dataset ?? ''));
    const sentence = `${other}, cannot be compared with ${first}: its data set is ${theirs}, not ${ours}. It has ${meanText(accuracy)} of its ${split} images, ${letterOf(0)} ${meanText(base.accuracy)}.`;
    return { kind: 'unknown', sentence };
  }
  const figures = `${meanText(accuracy)} against ${meanText(base.accuracy)} of the ${split} images, ${formatPoints(difference)} points`;
  if (test?.kind !== 'tested') {
    const reason = test === undefined ? '' : `: ${plainText(test.reason)}`;
    const intervals =
      `${letterOf(contestant)}’s 95 % interval is ${formatInterval(interval)}, ` +
      `${letterOf(0)}’s ${formatInterval(base.interval)}`;
    return {
      kind: 'unknown',
      sentence: `${other}: ${figures}. No paired test is possible${reason}. ${intervals}.`,
    };
  }
  const { found, adjustedP } = test;
  const often = severalRuns(view) ? 'more often ' : '';
  const counts = `of ${formatCount(found.images)} images it gets ${formatCount(found.moreSecond)} right ${often}that ${letterOf(0)} gets wrong, and ${formatCount(found.moreFirst)} the other way round (p ${pText(adjustedP)})`;
  const isStable = seeds === undefined || seeds[0] > 0 || seeds[1] < 0;
  const kind = adjustedP >= ALPHA || !isStable ? 'same' : difference > 0 ? 'better' : 'worse';
  const claim = kind === 'same' ? `cannot be told from ${first}` : `is ${kind} than ${first}`;
  const over = seeds
    ? `; with other seeds the difference is from ${formatPoints(seeds[0])} to ${formatPoints(seeds[1])} points (95 % interval)`
    : '';
  return { kind, sentence: `${other}, ${claim}: ${figures}; ${counts}${over}.` };
}

/** The same without the kinds. */
export function verdictSentences(view: ComparisonView): string[] {
  return verdicts(view).map(({ sentence }) => sentence);
}

/** `baseline and wide` */
export function titleOf({ record }: ComparisonView): string {
  const labels = record.contestants.map(({ label }) => plainText(label));
  return `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
}

/** Where no table says what differs between the specs. */
export function differencesSentence({ record }: ComparisonView): string {
  return record.differences === undefined
    ? 'What differs between the specs is not known: one of them could not be read.'
    : 'The specs do not differ in anything but their names.';
}

/** What to type to compare again from the same working folder. */
export function commandOf({ record }: ComparisonView): string {
  const words = record.contestants.map(({ folder }) =>
    /^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`,
  );
  return `hwr-run compare ${words.join(' ')}`;
}

function pText(p: number): string {
  const text = formatP(p);
  return text.startsWith('<') ? text : `= ${text}`;
}

export function severalRuns({ record }: ComparisonView): boolean {
  return record.contestants.some(({ runs }) => runs.length > 1);
}

/** What the columns mean. */
export function figuresNote(view: ComparisonView): string {
  const several = severalRuns(view);
  const tested = view.splits.flatMap(({ rows }) => rows.flatMap(({ test }) => test ?? []));
  const tests = tested.filter((test) => test.kind === 'tested');
  const many = view.record.contestants.length > 2;
  return [
    several
      ? 'Mean ± standard deviation over seeds; the 95 % interval covers both what other seeds (Student’s t) and what other images (Wilson) would change.'
      : 'The interval is Wilson’s 95 % interval.',
    `Differences are from ${letterOf(0)}, in percentage points.`,
    ...(tests.length === 0
      ? []
      : [
          several
            ? `p is that of the exact sign-flip test over images, of the share of a side’s runs that get an image right (McNemar’s where each side has one run), with mid-p${many ? ', adjusted by Holm for all comparisons of a split' : ''}.`
            : `p compares the answers image by image (McNemar’s mid-p${many ? ', adjusted by Holm for all comparisons of a split' : ''}).`,
          several
            ? 'It is about these trained models on other images; what other seeds would change is the interval of the difference (Student’s t, one spread for both sides), and a claim needs both.'
            : 'It is about these trained models on other images of the kind, not about other seeds.',
        ]),
    ...(tests.some(({ sameBy }) => sameBy === 'labels')
      ? [
          'That the images are the same is known by their numbers and labels: their pixels are no longer stored.',
        ]
      : []),
  ].join(' ');
}
