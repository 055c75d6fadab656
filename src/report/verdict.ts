/** What the figures mean, in words. */
import type { Calibration } from '../metrics/calibration.js';
import { wilsonInterval } from '../metrics/intervals.js';
import { comparePublished, type Measured, type Published } from '../metrics/published.js';
import { formatCount, formatInterval, formatPercent, formatPoints, percentDigits } from './numbers.js';
import { splitRows } from './result-rows.js';
import type { RunSummary } from './run-record.js';
import { plainText } from './text-table.js';

export interface Verdict {
  /** `unclear`: not far from the paper's, but by an interval that says little. */
  readonly kind: 'agrees' | 'above' | 'below' | 'unclear' | 'none';
  /** Two or three words: `agrees with the paper`. */
  readonly headline: string;
  readonly sentence: string;
  /** Wilson's 95 % interval of the paper's figure, where it is known of how many images it is. */
  readonly paperInterval?: readonly [number, number];
}

/**
 * Compares the test accuracy with the paper's: they agree when one lies within the Wilson 95 % interval of the other.
 * `none` when there is no test accuracy on one of the two sides.
 */
export function verdict(record: RunSummary): Verdict {
  const row = splitRows(record).find(({ split }) => split === 'test');
  if (row === undefined) {
    return { kind: 'none', headline: 'not compared', sentence: 'The test set was not evaluated.' };
  }
  if (row.accuracy === undefined) {
    return {
      kind: 'none',
      headline: 'not compared',
      sentence: 'The spec gives no figure of a paper for the test accuracy (report.paper).',
    };
  }
  return verdictOn(
    { ...row.figures, text: formatPercent(row.figures.accuracy) },
    publishedAs(row.accuracy.paper, record.paperImages),
  );
}

/** The paper's figure with the number of its images, where that is known. */
export function publishedAs(accuracy: number, images: number | undefined): Published {
  return { accuracy, ...(images !== undefined && { images }) };
}

const headlines = {
  agrees: 'agrees with the paper',
  above: 'above the paper',
  below: 'below the paper',
  unclear: 'cannot be told from the paper',
} as const;

/** Agreement within an interval that reaches further than this to either side says little. */
const WIDEST_AGREEMENT = 0.02;

/** The verdict on a test accuracy, of one run or the mean of several: `text` is how it is written. */
export function verdictOn(
  ours: Measured & { readonly text: string; readonly count: number },
  paper: Published,
): Verdict {
  const { kind: found, interval, overlaps } = comparePublished(ours, paper);
  const isVague = ours.interval[1] - ours.interval[0] > 2 * WIDEST_AGREEMENT;
  const kind = found === 'agrees' && isVague ? 'unclear' : found;
  const headline = headlines[kind];
  const theirs = interval ? ` (${formatInterval(interval)}, ${formatCount(paper.images ?? 0)} images)` : '';
  const end =
    found === 'agrees'
      ? '; one lies within the interval of the other'
      : overlaps === undefined
        ? ''
        : `; the two intervals ${overlaps ? 'overlap' : 'do not overlap'}`;
  return {
    kind,
    headline,
    ...(interval && { paperInterval: interval }),
    sentence:
      `${headline[0]?.toUpperCase()}${headline.slice(1)}: test accuracy ${ours.text} ` +
      `(95 % interval ${formatInterval(ours.interval)}, ${formatCount(ours.count)} images) against its ` +
      `${formatPercent(paper.accuracy)}${theirs}, a difference of ${formatPoints(ours.accuracy - paper.accuracy)} points${end}.`,
  };
}

/** How often the test sets have been looked at: the more often, the more a best figure owes to luck. */
export function testScoringsSentence(record: RunSummary): string | undefined {
  const scorings = new Map<string, number>();
  if (record.splits.test !== undefined) scorings.set('this test set', record.testScorings);
  for (const [name, { testScorings }] of Object.entries(record.datasets ?? {})) {
    if (testScorings !== undefined) scorings.set(`the test images of ${plainText(name)}`, testScorings);
  }
  const unseen = [...scorings].filter(([, models]) => models <= 1).map(([images]) => images);
  const sentences = [...scorings]
    .filter(([, models]) => models > 1)
    .map(
      ([images, models]) =>
        `${formatCount(models)} different models in this store have been scored on ${images} so far.`,
    );
  if (unseen.length > 0)
    sentences.push(`No other model in this store has been scored on ${unseen.join(', nor on ')}.`);
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** The seed; of an ensemble, all of its members'. */
export function seedsOf({ seed, members }: RunSummary): readonly number[] {
  return [...new Set(members?.map((member) => member.seed) ?? [seed])];
}

/** `seed 1`, `seeds 1, 2, 3` */
export function seedText(record: RunSummary): string {
  const seeds = seedsOf(record);
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
}

/** What training started from, how long it was, and which epoch's weights were scored. */
export function trainingSentence({ epochs, bestEpoch, stoppedEarly, from, members }: RunSummary): string {
  if (members !== undefined)
    return `the mean of ${members.length} models, ${epochs} epoch${epochs === 1 ? '' : 's'} in all`;
  const start = from === undefined ? '' : ` from the weights of ${plainText(from.run)}`;
  const trained = `${epochs} epoch${epochs === 1 ? '' : 's'}${start}${stoppedEarly ? ', stopped early' : ''}`;
  return bestEpoch === epochs ? trained : `${trained}; the weights are those of epoch ${bestEpoch}`;
}

/** Whether the model says what it knows: within the noise of its accuracy, or how far off and which way. */
export function calibrationSentence({ confidence, accuracy, count }: Calibration): string {
  const [low, high] = wilsonInterval(Math.round(accuracy * count), count);
  const gap = percentDigits(Math.abs(confidence - accuracy));
  if (confidence >= low && confidence <= high) {
    return `On the whole it is as often right as it says: the difference, ${gap} points, is no more than chance explains.`;
  }
  return confidence > accuracy
    ? `It is surer than it may be: its probabilities are ${gap} points above its share of right answers.`
    : `It is less sure than it may be: its probabilities are ${gap} points below its share of right answers.`;
}

/** A command that compares, and what is said before it. */
export interface Verifying {
  readonly where: string;
  readonly command: string;
}

/** Compares what is in the folder of the page. */
export const VERIFYING = 'hwr-run verify .';

/** What to type to compute the run again, and how to tell that it is the same. */
export function reproduction(record: RunSummary): {
  readonly where: string;
  readonly commands: string;
  readonly check: string;
  /** How to have every step compared, where that can be done. */
  readonly verification?: Verifying;
} {
  const engine = record.engine.name === 'wasm' ? '' : ` --engine ${record.engine.name}`;
  return {
    where:
      record.members === undefined
        ? `With hwr-run ${record.version}, in the folder of this file, or in any other with the spec below saved as spec.yaml:`
        : `With hwr-run ${record.version}, in the folder of this file, which has the specs of the members too:`,
    commands: `hwr-run spec.yaml${engine}`,
    check: 'It is the same model when the SHA-256 of the weights is',
    // An ensemble's members are runs of their own, and verified as such.
    ...(record.members === undefined && {
      verification: {
        where:
          'In the folder of this file, this computes it from nothing, and compares data, initial weights, every epoch, figures and predictions:',
        command: VERIFYING,
      },
    }),
  };
}
