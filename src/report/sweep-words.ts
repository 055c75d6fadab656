/** What is said of a sweep, the same on every page and in the terminal. */
import { type Importance, parameterImportance } from '../metrics/importance.js';
import { accuracyInterval, spreadOf } from '../metrics/intervals.js';
import { type LeaderboardRow, leaderboard } from '../metrics/leaderboard.js';
import type { Measured } from '../metrics/published.js';
import type { JsonValue } from '../util/json.js';
import { namedRecord } from './named-values.js';
import { formatCount, formatInterval, meanText } from './numbers.js';
import type { SweepRecord } from './sweep-record.js';
import { plainText, truncate } from './text-table.js';
import { publishedAs, VERIFYING, type Verdict, type Verifying, verdictOn } from './verdict.js';

/** What every page of a sweep is made from, computed once. */
export interface SweepView {
  /** In the names of the values, where they have some. */
  readonly record: SweepRecord;
  /** As it was given. */
  readonly recorded: SweepRecord;
  readonly rows: readonly LeaderboardRow[];
  /** The first row, where it has figures. */
  readonly best?: LeaderboardRow;
  readonly importance?: Importance;
}

const MOST_CHARACTERS = 32;
const MOST_OF_A_LONG_ONE = 120;

export function viewOf(recorded: SweepRecord): SweepView {
  const record = namedRecord(recorded);
  const rows = leaderboard(record);
  const [first] = rows;
  const importance = parameterImportance(record);
  return {
    record,
    recorded,
    rows,
    ...(first?.accuracy && { best: first }),
    ...(importance && { importance }),
  };
}

/** A value of a parameter for people: four digits, short; `–` where it does not exist. */
export function valueText(value: JsonValue | undefined): string {
  return shortened(value, MOST_CHARACTERS);
}

/** The same where there is room: for a layer, or several. */
export function longValueText(value: JsonValue | undefined, most = MOST_OF_A_LONG_ONE): string {
  return shortened(value, most);
}

function shortened(value: JsonValue | undefined, most: number): string {
  if (value === undefined) return '–';
  if (typeof value === 'number')
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
  return truncate(plainText(typeof value === 'string' ? value : compact(value)), most);
}

/** `sgd {momentum 0.9}` for `{ sgd: { momentum: 0.9 } }`: a choice of a sub-tree as one would say it. */
function compact(value: JsonValue): string {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'number' ? valueText(value) : String(value);
  }
  if (Array.isArray(value)) return `[${value.map(compact).join(', ')}]`;
  const entries = Object.entries(value).map(([key, inner]) => {
    const text = compact(inner);
    return text === '{}' ? key : `${key} ${text}`;
  });
  return entries.length === 1 ? entries.join('') : `{${entries.join(', ')}}`;
}

/** `lr 0.1, momentum 0.9`. */
export function settingText(parameters: Readonly<Record<string, JsonValue>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${plainText(name)} ${valueText(value)}`)
    .join(', ');
}

/** A p-value with three decimals. */
export function formatP(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** A share as whole percent. */
export function formatShare(share: number | undefined): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(0)} %`;
}

const strategies = {
  grid: 'Grid search',
  random: 'Random search',
  tpe: 'Search by tree-structured Parzen estimators (TPE)',
  asha: 'Successive halving (ASHA)',
} as const;

/** What was searched and how, and how it ended. */
export function methodSentence({ record, rows }: SweepView): string {
  const names = record.parameters.map(({ name }) => plainText(name));
  const over = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  const plural = (count: number, noun: string): string =>
    `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
  const seeds =
    record.repeats > 1 ? ` with ${record.repeats} seeds each, ${plural(record.trials.length, 'trial')}` : '';
  const ended = (status: string): number => record.trials.filter((trial) => trial.status === status).length;
  const ends = [
    `${formatCount(ended('done'))} finished`,
    ...(ended('stopped') > 0 ? [`${formatCount(ended('stopped'))} stopped early`] : []),
    ...(ended('failed') > 0 ? [`${formatCount(ended('failed'))} failed`] : []),
  ].join(', ');
  if (names.length === 0) {
    return `The spec as it is, with ${plural(record.trials.length, 'seed')}: up to ${plural(record.epochs, 'epoch')} each; ${ends}.`;
  }
  return `${strategies[record.strategy]} over ${over}: ${plural(rows.length, record.repeats > 1 ? 'configuration' : 'trial')}${seeds}, of up to ${plural(record.epochs, 'epoch')}; ${ends}. Best by ${record.objective.replace('.', ' ')}.`;
}

/** What the leaderboard's columns mean. */
export function leaderboardNote({ record, rows }: SweepView): string {
  const several = record.repeats > 1;
  const figures = several
    ? 'Validation figures, mean ± standard deviation over seeds; the 95 % interval covers both what other seeds (Student’s t) and what other images (Wilson) would change.'
    : 'Validation figures; the interval is Wilson’s 95 % interval.';
  if (!rows.some(({ comparison }) => comparison)) return figures;
  return `${figures} p compares the answers with the best one’s, image by image${several ? ' and seed by seed' : ''} (McNemar’s mid-p, adjusted by Holm for all comparisons). The best was chosen by these same images, so p is a little too small.`;
}

/** How the shares came about. */
export function importanceNote(importance: Importance): string {
  const { configurations, epoch, clipped, parameters, interaction } = importance;
  const explained = parameters.reduce((sum, { share }) => sum + (share ?? 0), interaction?.share ?? 0);
  const rest = `The remaining ${formatShare(Math.max(0, 1 - explained))} are ${parameters.length > 1 ? 'what they do together, and noise' : 'noise'}.`;
  const after = epoch === undefined ? '' : `, all compared after epoch ${epoch},`;
  return `Share of the objective’s variance over ${formatCount(configurations)} configurations${after} that each parameter explains by itself; noise explains about 0 %. ${rest}${
    clipped === 0
      ? ''
      : ` ${formatCount(clipped)} far worse than most ${clipped === 1 ? 'counts' : 'count'} as no worse than the upper quartile and three times the interquartile range.`
  }`;
}

export function interactionSentence({ interaction }: Importance): string | undefined {
  if (interaction === undefined) return undefined;
  const [first, second] = interaction.names.map(plainText);
  return `${first} and ${second} together explain another ${formatShare(interaction.share)}: the best value of one depends on the other.`;
}

/** The chosen configuration's test accuracy, and that the test set did not help to choose it; nothing where there was no choice. */
export function testSentence(view: SweepView): string | undefined {
  const tested = testedOf(view);
  if (tested === undefined || view.record.parameters.length === 0) return undefined;
  const once = 'It was looked at once, after everything had been chosen by validation.';
  return `Test accuracy of the chosen configuration: ${tested.text} (95 % interval ${formatInterval(tested.interval)}, ${formatCount(tested.count)} images). ${once}`;
}

/** The chosen configuration beside the paper; undefined where one of the two has no test accuracy. */
export function sweepVerdict(
  view: SweepView,
): { readonly verdict: Verdict; readonly ours: Measured; readonly paper: number } | undefined {
  const ours = testedOf(view);
  const paper = view.record.paper?.['test.accuracy'];
  if (ours === undefined || paper === undefined) return undefined;
  return { verdict: verdictOn(ours, publishedAs(paper, view.record.paperImages)), ours, paper };
}

/** The test accuracy over the chosen configuration's seeds. */
export function testedOf({ record: { chosen } }: SweepView) {
  const test = chosen?.runs.flatMap(({ splits }) => splits.test ?? []) ?? [];
  const [only] = test;
  if (only === undefined) return undefined;
  const spread = spreadOf(test.map(({ accuracy }) => accuracy));
  const seeds = spread.std === undefined ? '' : ` over ${test.length} seeds`;
  return {
    text: `${meanText(spread)}${seeds}`,
    accuracy: spread.mean,
    spread,
    interval: accuracyInterval(test) ?? ([0, 1] as const),
    count: only.count,
  };
}

/** What to type to compute the sweep again from its folder. */
export function sweepReproduction(record: SweepRecord): {
  readonly command: string;
  readonly check: string;
  readonly verification?: Verifying;
} {
  const engine = record.engine.name === 'wasm' ? '' : ` --engine ${record.engine.name}`;
  return {
    command: `hwr-run spec.yaml --sweep${engine}`,
    check: `With hwr-run ${record.version}, in the folder of this file. The tables are then the same bytes, whatever the number of jobs; the sweep is`,
    ...(record.chosen && {
      verification: {
        where: `There too, this computes the ${record.chosen.runs.length === 1 ? 'run' : 'runs'} of the chosen configuration from nothing, and compares every epoch, figures and predictions:`,
        command: VERIFYING,
      },
    }),
  };
}
