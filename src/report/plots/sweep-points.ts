/** What the plots of a sweep share: figures that are the better the smaller, colours by rank, values on an axis. */
import type { LeaderboardRow } from '../../metrics/leaderboard.js';
import type { JsonValue } from '../../util/json.js';
import { log } from '../../util/portable-math.js';
import { formatLoss, formatPercent } from '../numbers.js';
import type { SweepRecord, SweptParameter } from '../sweep-record.js';
import { valueText } from '../sweep-words.js';
import type { PlotTheme } from './theme.js';

/** The objective as an axis shows it: wrong answers in percent or loss, so that small differences near the best show. */
export function axisTitle({ objective }: SweepRecord): string {
  return objective === 'validation.loss' ? 'validation loss' : 'validation error, %';
}

/** A validation figure on that axis; undefined where it is no number. */
export function axisValue(
  { objective }: SweepRecord,
  { accuracy, loss }: { readonly accuracy: number; readonly loss: number },
): number | undefined {
  // Shares are fractions of counts: without the noise of their binary digits.
  const value = objective === 'validation.loss' ? loss : Number((100 * (1 - accuracy)).toFixed(6));
  return Number.isFinite(value) ? value : undefined;
}

/** The mean of a configuration on that axis. */
export function rowValue(record: SweepRecord, { accuracy, loss }: LeaderboardRow): number | undefined {
  if (accuracy === undefined) return undefined;
  return axisValue(record, { accuracy: accuracy.mean, loss: loss?.mean ?? Number.NaN });
}

/** The objective's mean as text: `98.51 %`, `0.0512`, `failed`. */
export function rowText({ objective }: SweepRecord, { accuracy, loss }: LeaderboardRow): string {
  if (accuracy === undefined) return 'failed';
  if (objective === 'validation.accuracy') return formatPercent(accuracy.mean);
  return loss ? formatLoss(loss.mean) : '∞';
}

/** 1 for the best row, 0 for the worst: ranks, so that one that diverged does not take all the colours. */
export function goodness(rows: readonly LeaderboardRow[]): (row: LeaderboardRow) => number {
  const scored = rows.filter(({ accuracy }) => accuracy !== undefined).length;
  return ({ rank }) => (scored < 2 ? 1 : Math.max(0, 1 - (rank - 1) / (scored - 1)));
}

/** The mark of a trial that was stopped early. */
export function ring(theme: PlotTheme): object {
  return {
    type: 'point',
    filled: true,
    fill: theme.page,
    stroke: theme.train,
    size: 34,
    strokeWidth: 1.5,
    opacity: 1,
  };
}

/** The mark of a failed trial. */
export function cross(theme: PlotTheme): object {
  const shape = 'M-0.7,-0.7L0.7,0.7M0.7,-0.7L-0.7,0.7';
  return { type: 'point', shape, size: 90, strokeWidth: 2.5, opacity: 1, stroke: theme.error };
}

/** Pixels above the figures that hold the crosses of failed trials, and where in them. */
export const BAND = { height: 26, middle: 8 } as const;

/** Where a parameter's values are on its axis, 0 to 1, and what stands there. */
export interface ValueAxis {
  readonly place: (value: JsonValue | undefined) => number;
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
}

const MOST_TICKS = 7;

/** By value on numeric scales; choices evenly, in the order in which they occur. `absent` has a place below the others. */
export function valueAxis(parameter: SweptParameter, values: readonly (JsonValue | undefined)[]): ValueAxis {
  const present = values.filter((value) => value !== undefined);
  const numbers = present.filter((value) => typeof value === 'number');
  const absent = present.length < values.length;
  const lowest = absent ? 0.12 : 0;
  const tick = absent ? [{ place: 0, text: '–' }] : [];
  const numeric = numbers.length > 0 && numbers.length === present.length;
  const logarithmic = parameter.scale === 'log' && numbers.every((value) => value > 0);
  if (!numeric || parameter.scale === 'choice') return choiceAxis(present, lowest, tick);
  const scaled = (value: number): number => (logarithmic ? log(value) : value);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const place = (value: number): number =>
    low === high
      ? 0.5
      : lowest + (1 - lowest) * ((scaled(value) - scaled(low)) / (scaled(high) - scaled(low)));
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  const shown = distinct.length <= MOST_TICKS ? distinct : [low, ...between(low, high, logarithmic), high];
  return {
    place: (value) => (typeof value === 'number' ? place(value) : 0),
    ticks: [...tick, ...apart(shown.map((value) => ({ place: place(value), text: valueText(value) })))],
  };
}

function choiceAxis(present: readonly JsonValue[], lowest: number, absent: ValueAxis['ticks']): ValueAxis {
  const names = [...new Set(ordered(present).map((value) => JSON.stringify(value)))];
  const place = (name: string): number =>
    names.length < 2 ? 0.5 : lowest + ((1 - lowest) * names.indexOf(name)) / (names.length - 1);
  const texts = names.map((name) => ({ place: place(name), text: valueText(JSON.parse(name)) }));
  return {
    place: (value) => (value === undefined ? 0 : place(JSON.stringify(value))),
    ticks: [...absent, ...texts],
  };
}

/** Numbers by size, everything else as it came. */
export function ordered(values: readonly JsonValue[]): readonly JsonValue[] {
  return values.every((value) => typeof value === 'number') ? [...values].sort((a, b) => a - b) : values;
}

/** Round numbers inside a range. */
function between(low: number, high: number, logarithmic: boolean): number[] {
  const ticks: number[] = [];
  if (logarithmic) {
    for (let power = -12; power <= 12; power++) ticks.push(Number(`1e${power}`));
  } else {
    const step = stepOf((high - low) / 4);
    for (let i = Math.ceil(low / step); i * step < high; i++) ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks.filter((tick) => tick > low && tick < high);
}

/** The next of 1, 2, 5 times a power of ten that is not below `size`. */
function stepOf(size: number): number {
  for (let power = -15; power < 16; power++) {
    for (const digit of [1, 2, 5]) {
      const step = Number(`${digit}e${power}`);
      if (step >= size) return step;
    }
  }
  return size;
}

/** Without ticks that would be written over one another; the ends stay. */
function apart<Tick extends { readonly place: number }>(ticks: readonly Tick[]): Tick[] {
  const last = ticks.at(-1);
  const kept: Tick[] = [];
  for (const tick of ticks) {
    const previous = kept.at(-1);
    const free = !previous || tick.place - previous.place >= 0.08;
    if (tick === last || (free && (!last || last.place - tick.place >= 0.08))) kept.push(tick);
  }
  return kept.length > 1 && (kept.at(-1)?.place ?? 0) - (kept.at(-2)?.place ?? 0) < 0.08 && kept.length > 2
    ? [...kept.slice(0, -2), ...kept.slice(-1)]
    : kept;
}
