/** What the figures mean, in words. */
import { formatCount, formatInterval, formatPercent, formatPoints } from './numbers.js';
import { splitRows } from './result-rows.js';
import type { RunSummary } from './run-record.js';
import { plainText } from './text-table.js';

export interface Verdict {
  readonly kind: 'agrees' | 'above' | 'below' | 'none';
  /** Two or three words: `agrees with the paper`. */
  readonly headline: string;
  readonly sentence: string;
}

/**
 * Compares the test accuracy with the paper's: it agrees when the paper's figure lies within our Wilson 95 % interval.
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
  const { accuracy, interval, count } = row.figures;
  const { paper, difference } = row.accuracy;
  const ours = `${formatPercent(accuracy)} (95 % interval ${formatInterval(interval)}, ${formatCount(count)} images)`;
  const theirs = formatPercent(paper);
  if (paper >= interval[0] && paper <= interval[1]) {
    return {
      kind: 'agrees',
      headline: 'agrees with the paper',
      sentence: `Agrees with the paper: its test accuracy of ${theirs} lies within the interval of ours, ${ours}.`,
    };
  }
  const kind = difference > 0 ? 'above' : 'below';
  return {
    kind,
    headline: `${kind} the paper`,
    sentence:
      `${kind === 'above' ? 'Above' : 'Below'} the paper: test accuracy ${ours} ` +
      `against its ${theirs}, a difference of ${formatPoints(difference)} points.`,
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

/** What to type to compute the run again from its folder, and how to tell that it is the same. */
export function reproduction(record: RunSummary): { readonly command: string; readonly check: string } {
  const engine = record.engine.name === 'wasm' ? '' : ` --engine ${record.engine.name}`;
  return {
    command: `hwr-run spec.yaml${engine}`,
    check:
      `With hwr-run ${record.version}, in the folder of this file. ` +
      'It is the same model when the SHA-256 of the weights is',
  };
}
