/** Two parameters: a cell a combination. */
import type { LeaderboardRow } from '../../metrics/leaderboard.js';
import type { SweptParameter } from '../sweep-record.js';
import { type SweepView, valueText } from '../sweep-words.js';
import { plainText } from '../text-table.js';
import { distinctNames } from './confusion.js';
import { goodness, ordered, rowText } from './sweep-points.js';
import type { PlotTheme } from './theme.js';

/** More values than this on an axis are no longer cells that one can read. */
const MOST_VALUES = 16;

/** Whether two parameters, few values each, were combined often enough for a table of cells. */
export function fitsHeatMap({ record: { parameters }, rows }: SweepView): boolean {
  if (parameters.length !== 2) return false;
  const counts = parameters.map((parameter) => valuesOf(rows, parameter).length);
  const everywhere = rows.every((row) => parameters.every(({ name }) => row.parameters[name] !== undefined));
  const [down = 0, across = 0] = counts;
  return everywhere && counts.every((count) => count <= MOST_VALUES) && down * across <= 2 * rows.length;
}

/** The first parameter downwards, the second across; the better, the darker; every cell labelled. */
export function heatMap(view: SweepView, theme: PlotTheme): object {
  const { record, rows, best } = view;
  const [down, across] = record.parameters;
  if (down === undefined || across === undefined) return {};
  const values = [valuesOf(rows, down), valuesOf(rows, across)] as const;
  const names = values.map((list) => distinctNames(list.map((key) => valueText(JSON.parse(key)))));
  const good = goodness(rows);
  const cells = values[0].flatMap((first, y) =>
    values[1].map((second, x) => {
      const row = rows.find(
        ({ parameters }) =>
          keyOf(parameters[down.name]) === first && keyOf(parameters[across.name]) === second,
      );
      return {
        x: names[1]?.[x],
        y: names[0]?.[y],
        text: row ? rowText(record, row).replace(' %', '') : '·',
        good: row?.accuracy ? good(row) : 0,
        state: row === undefined ? 'none' : row.accuracy === undefined ? 'failed' : 'done',
        best: row !== undefined && row === best,
      };
    }),
  );
  const dense = values[1].length > 7;
  const axis = { labelAngle: 0, ticks: false, domain: false, labelLimit: dense ? 52 : 84 };
  const scale = { paddingInner: 0.05, paddingOuter: 0.03 };
  const of = (state: string): object => ({ values: cells.filter((cell) => cell.state === state) });
  return {
    width: Math.max(120, values[1].length * (dense ? 56 : 88)),
    height: values[0].length * (dense ? 36 : 46),
    encoding: {
      x: {
        field: 'x',
        type: 'nominal',
        title: plainText(across.name),
        scale: { ...scale, domain: names[1] },
        axis: { ...axis, orient: 'top' },
      },
      y: {
        field: 'y',
        type: 'nominal',
        title: plainText(down.name),
        scale: { ...scale, domain: names[0] },
        axis: { ...axis, labelLimit: 110 },
      },
    },
    layer: [
      { data: of('none'), mark: { type: 'rect', fill: theme.correct } },
      {
        data: of('failed'),
        mark: {
          type: 'rect',
          fill: theme.correct,
          stroke: theme.error,
          strokeWidth: 1.5,
          strokeDash: [4, 3],
        },
      },
      {
        data: of('done'),
        mark: { type: 'rect', fill: theme.train },
        encoding: {
          opacity: {
            field: 'good',
            type: 'quantitative',
            legend: null,
            scale: { domain: [0, 1], range: [0.06, 0.6] },
          },
        },
      },
      {
        data: { values: cells.filter((cell) => cell.best) },
        mark: { type: 'rect', fill: null, stroke: theme.validation, strokeWidth: 2.5 },
      },
      {
        data: { values: cells },
        mark: { type: 'text', fontSize: dense ? 11 : 13, fill: theme.text },
        encoding: { text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

function valuesOf(rows: readonly LeaderboardRow[], { name }: SweptParameter): string[] {
  const inPlan = [...rows].sort((a, b) => a.configuration - b.configuration);
  const values = inPlan.map(({ parameters }) => parameters[name] ?? null);
  return [...new Set(ordered(values).map(keyOf))];
}

function keyOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}
