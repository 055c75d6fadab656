/** More parameters: a line a configuration, through its value on each axis to its figure. */

import { log } from '../../util/portable-math.js';
import type { SweepView } from '../sweep-words.js';
import { plainText, truncate } from '../text-table.js';
import { logTicks } from './axis.js';
import { axisTitle, goodness, rowValue, valueAxis } from './sweep-points.js';
import type { PlotTheme } from './theme.js';

/** Below the worst figure: where the lines of failed configurations end. */
const FAILED = -0.12;
/** From this ratio on the figures' axis is logarithmic. */
const LOG_RATIO = 4;

/** Parallel coordinates; the best at the top of the last axis. */
export function parallelCoordinates(view: SweepView, theme: PlotTheme): object {
  const { record, rows, best } = view;
  const axes = record.parameters.map((parameter) =>
    valueAxis(
      parameter,
      [...rows]
        .sort((a, b) => a.configuration - b.configuration)
        .map((row) => row.parameters[parameter.name]),
    ),
  );
  const last = axes.length;
  const figures = figureAxis(rows.flatMap((row) => rowValue(record, row) ?? []));
  const good = goodness(rows);
  const lines = rows.map((row) => {
    const value = rowValue(record, row);
    return {
      id: row.configuration,
      failed: value === undefined,
      best: row === best,
      good: good(row),
      places: [
        ...axes.map((axis, a) => axis.place(row.parameters[record.parameters[a]?.name ?? ''])),
        value === undefined ? FAILED : figures.place(value),
      ],
    };
  });
  // The best is drawn last, over the others.
  const points = (chosen: typeof lines): object => ({
    values: [...chosen]
      .reverse()
      .flatMap(({ id, good: share, places }) => places.map((y, x) => ({ id, good: share, x, y }))),
  });
  const anyFailed = lines.some(({ failed }) => failed);
  const ticks = [
    ...axes.flatMap((axis, x) => axis.ticks.map(({ place, text }) => ({ x, y: place, text }))),
    ...figures.ticks.map(({ place, text }) => ({ x: last, y: place, text })),
    ...(anyFailed ? [{ x: last, y: FAILED, text: 'failed' }] : []),
  ];
  const titles = [...record.parameters.map(({ name }) => truncate(plainText(name), 18)), axisTitle(record)];
  const path = (opacity: object, mark: object, data: object): object => ({
    data,
    mark: { type: 'line', interpolate: 'linear', ...mark },
    encoding: {
      detail: { field: 'id', type: 'nominal' },
      order: { field: 'x', type: 'quantitative' },
      opacity,
    },
  });
  return {
    width: Math.max(420, 170 * last),
    height: 300,
    encoding: {
      x: { field: 'x', type: 'quantitative', axis: null, scale: { domain: [0, last], nice: false } },
      y: {
        field: 'y',
        type: 'quantitative',
        axis: null,
        scale: { domain: [anyFailed ? FAILED : 0, 1], nice: false },
      },
    },
    layer: [
      path(
        { field: 'good', type: 'quantitative', legend: null, scale: { domain: [0, 1], range: [0.1, 0.75] } },
        { stroke: theme.train, strokeWidth: 1.5 },
        points(lines.filter((line) => !line.failed && !line.best)),
      ),
      path(
        { value: 0.9 },
        { stroke: theme.error, strokeWidth: 1.5, strokeDash: [4, 3] },
        points(lines.filter((line) => line.failed)),
      ),
      path(
        { value: 1 },
        { stroke: theme.validation, strokeWidth: 3 },
        points(lines.filter((line) => line.best)),
      ),
      {
        data: { values: titles.map((_, x) => ({ x, y: 0, top: 1 })) },
        mark: { type: 'rule', stroke: theme.muted, strokeWidth: 1 },
        encoding: { y2: { field: 'top' } },
      },
      ...ticksOf(ticks, theme),
      {
        data: { values: titles.map((text, x) => ({ x, text })) },
        mark: { type: 'text', fontSize: 13, fontWeight: 600, fill: theme.text, dy: -18 },
        encoding: { y: { value: 0 }, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

/** A mark on its axis and its text beside it, on a ground of its own so that lines behind it do not cross it out. */
function ticksOf(values: readonly object[], theme: PlotTheme): object[] {
  const text = { type: 'text', align: 'left', dx: 7, fontSize: 12 };
  const encoding = { text: { field: 'text', type: 'nominal' } };
  return [
    { data: { values }, mark: { type: 'point', filled: true, size: 22, opacity: 1, color: theme.muted } },
    {
      data: { values },
      mark: { ...text, stroke: theme.page, strokeWidth: 4, strokeJoin: 'round', fill: theme.page },
      encoding,
    },
    { data: { values }, mark: { ...text, fill: theme.text }, encoding },
  ];
}

/** The objective's axis: small figures at the top. */
function figureAxis(values: readonly number[]): {
  place: (value: number) => number;
  ticks: { place: number; text: string }[];
} {
  if (values.length === 0) return { place: () => 0.5, ticks: [] };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const logarithmic = low > 0 && high / low >= LOG_RATIO;
  const scaled = (value: number): number => (logarithmic ? log(value) : value);
  const place = (value: number): number =>
    low === high ? 0.5 : 1 - (scaled(value) - scaled(low)) / (scaled(high) - scaled(low));
  const inner = logarithmic
    ? logTicks(low, high)
    : [1, 2, 3].map((quarter) => low + ((high - low) * quarter) / 4);
  const free = inner.filter((value) => place(value) > 0.09 && place(value) < 0.91);
  const thinned = free.filter((value, i) => i === 0 || place(free[i - 1] ?? value) - place(value) >= 0.06);
  return {
    place,
    ticks: [...new Set([low, ...thinned, high])].map((value) => ({
      place: place(value),
      text: String(Number(value.toPrecision(3))),
    })),
  };
}
