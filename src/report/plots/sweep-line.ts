/** One parameter: the objective over its values. */
import { meanInterval } from '../../metrics/intervals.js';
import type { LeaderboardRow } from '../../metrics/leaderboard.js';
import type { SweepRecord } from '../sweep-record.js';
import { type SweepView, valueText } from '../sweep-words.js';
import { plainText } from '../text-table.js';
import { sizeAxis } from './axis.js';
import { distinctNames } from './confusion.js';
import { axisTitle, axisValue, ordered, rowValue } from './sweep-points.js';
import type { PlotTheme } from './theme.js';

/** Means with their intervals, joined where the parameter is a number; each trial as a small dot, failed ones on the edge. */
export function linePlot(view: SweepView, theme: PlotTheme): object {
  const { record, rows, best } = view;
  const [parameter] = record.parameters;
  if (parameter === undefined) return {};
  const settings = ordered(
    [...rows]
      .sort((a, b) => a.configuration - b.configuration)
      .map((row) => row.parameters[parameter.name] ?? null),
  );
  const numeric = parameter.scale !== 'choice' && settings.every((value) => typeof value === 'number');
  const logarithmic = numeric && parameter.scale === 'log' && settings.every((value) => Number(value) > 0);
  const keys = [...new Set(settings.map((value) => JSON.stringify(value)))];
  const names = distinctNames(keys.map((key) => valueText(JSON.parse(key))));
  const at = (row: LeaderboardRow): unknown => {
    const value = row.parameters[parameter.name] ?? null;
    return numeric ? value : names[keys.indexOf(JSON.stringify(value))];
  };
  const means = rows.flatMap((row) => {
    const value = rowValue(record, row);
    if (value === undefined) return [];
    return [{ x: at(row), value, ...endsOf(record, row), best: row === best }];
  });
  const trials = rows.flatMap((row) =>
    row.trials.map((trial) => {
      const value =
        trial.validation && trial.status !== 'failed' ? axisValue(record, trial.validation) : undefined;
      return { x: at(row), value };
    }),
  );
  const dots = trials.filter(({ value }) => value !== undefined);
  const sizes = dots.map(({ value }) => value ?? 0);
  const [low, high] = sizes.length === 0 ? [0, 1] : [Math.min(...sizes), Math.max(...sizes)];
  // An interval from two or three seeds may be many times wider than all that was seen: it must not squeeze that.
  const within = (value: number): boolean =>
    value >= low - (high - low) && value <= high + (high - low) && value > 0;
  const ends = means
    .flatMap((mean) => [mean.low, mean.high])
    .filter((value) => value !== undefined && within(value));
  const shown = [...sizes, ...ends.map(Number)];
  const y =
    shown.length === 0 ? { scale: { domain: [0, 1] }, axis: { labels: false } } : sizeAxis(shown, '.4~g');
  const yScale = shown.length === 0 ? {} : { domain: [Math.min(...shown), Math.max(...shown)] };
  const x = numeric
    ? {
        type: 'quantitative',
        scale: { ...(logarithmic ? { type: 'log' } : { zero: false }), nice: false, padding: 16 },
        axis: {
          grid: false,
          format: '.4~g',
          labelOverlap: true,
          ...(keys.length <= 8 && { values: keys.map(Number) }),
        },
      }
    : {
        type: 'nominal',
        scale: { type: 'point', domain: names, padding: 0.6 },
        axis: { grid: false, labelAngle: 0, labelLimit: 90 },
      };
  return {
    width: 520,
    height: 280,
    encoding: {
      x: { field: 'x', title: plainText(parameter.name), ...x },
      y: {
        field: 'value',
        type: 'quantitative',
        title: axisTitle(record),
        ...y,
        scale: { ...(y as { scale: object }).scale, ...yScale },
      },
    },
    layer: [
      {
        data: { values: means.filter((mean) => mean.low !== undefined) },
        mark: { type: 'rule', stroke: theme.train, strokeWidth: 2, opacity: 0.55, clip: true },
        encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
      },
      ...(numeric
        ? [{ data: { values: means }, mark: { type: 'line', stroke: theme.train, strokeWidth: 2 } }]
        : []),
      ...(record.repeats > 1
        ? [
            {
              data: { values: dots },
              mark: { type: 'point', filled: true, size: 14, color: theme.muted, opacity: 0.9 },
            },
          ]
        : []),
      {
        data: { values: means },
        mark: { type: 'point', filled: true, size: 60, opacity: 1, color: theme.train },
      },
      {
        data: { values: means.filter((mean) => mean.best) },
        mark: { type: 'point', filled: true, size: 110, opacity: 1, color: theme.validation },
      },
      {
        data: { values: trials.filter(({ value }) => value === undefined) },
        mark: {
          type: 'point',
          shape: 'cross',
          angle: 45,
          filled: true,
          size: 90,
          opacity: 1,
          color: theme.error,
        },
        encoding: { y: { value: 6 } },
      },
    ],
  };
}

/** The ends of the mean's 95 % interval on the plot's axis. */
function endsOf(record: SweepRecord, { interval, loss }: LeaderboardRow): { low?: number; high?: number } {
  const ends = record.objective === 'validation.loss' ? loss && meanInterval(loss) : interval;
  if (ends === undefined) return {};
  const [low, high] =
    record.objective === 'validation.loss' ? ends : [100 * (1 - ends[1]), 100 * (1 - ends[0])];
  return { low: Math.max(0, low), high };
}
