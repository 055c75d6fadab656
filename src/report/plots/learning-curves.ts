/** Loss and accuracy by epoch. */
import type { TopLevelSpec } from 'vega-lite';
import type { RunRecord } from '../run-record.js';
import { sizeAxis } from './axis.js';
import { plotConfig, renderSvg } from './render.js';
import { type PlotTheme, paperTheme } from './theme.js';

export type Curve = 'loss' | 'accuracy';

interface Point {
  readonly epoch: number;
  readonly series: 'training' | 'validation';
  readonly value: number;
}

/** Up to this many epochs each has a point of its own; one epoch alone would otherwise be invisible. */
const MOST_POINTS = 25;

/** Both curves, one above the other, as a file that stands alone. */
export async function learningCurvesSvg(record: RunRecord): Promise<string> {
  const theme = paperTheme;
  const panels = (['loss', 'accuracy'] as const).map((curve) => ({
    ...panel(record, curve, theme),
    title: curve === 'loss' ? 'Loss' : 'Accuracy',
    width: 560,
    height: 260,
  }));
  const spec = { config: plotConfig(theme), padding: 16, vconcat: panels, spacing: 28 };
  return renderSvg(spec as TopLevelSpec, 'Learning curves: loss and accuracy by epoch');
}

/** One curve, to be placed in a page. */
export async function curveSvg(record: RunRecord, curve: Curve, theme: PlotTheme): Promise<string> {
  const spec = {
    ...panel(record, curve, theme),
    config: plotConfig(theme),
    padding: 4,
    width: 420,
    height: 240,
  };
  return renderSvg(spec as TopLevelSpec, `Learning curve: ${curve} by epoch`);
}

function panel(record: RunRecord, curve: Curve, theme: PlotTheme): object {
  const values = pointsOf(record, curve);
  const series = ['training', 'validation'].filter((name) => values.some((point) => point.series === name));
  const best = values.filter(
    ({ epoch, series: name }) => epoch === record.bestEpoch && name === series.at(-1),
  );
  const epochs = Math.max(2, ...values.map(({ epoch }) => epoch));
  const x = {
    field: 'epoch',
    type: 'quantitative',
    title: 'epoch',
    scale: { domain: [1, epochs], nice: false },
    axis: { tickMinStep: 1, format: 'd', grid: false, tickCount: 8 },
  };
  const y = { field: 'value', type: 'quantitative', title: null, ...valueAxis(curve, values) };
  const tone = {
    domain: series,
    range: series.map((name) => (name === 'training' ? theme.train : theme.validation)),
  };
  const dash = { domain: series, range: series.map((name) => (name === 'training' ? [5, 3] : [1, 0])) };
  const rightHalf = record.bestEpoch > epochs / 2;
  return {
    data: { values },
    encoding: { x, y },
    layer: [
      {
        data: { values: best },
        mark: { type: 'rule', stroke: theme.muted, strokeDash: [2, 3] },
        encoding: { y: null },
      },
      {
        mark: { type: 'line', strokeWidth: 2, point: values.length <= 2 * MOST_POINTS && { size: 22 } },
        encoding: {
          color: { field: 'series', type: 'nominal', scale: tone },
          strokeDash: { field: 'series', type: 'nominal', scale: dash },
        },
      },
      {
        data: { values: best },
        mark: { type: 'point', filled: true, size: 70, opacity: 1, color: theme.text },
      },
      {
        data: { values: best.map((point) => ({ ...point, text: `kept: epoch ${point.epoch}` })) },
        // A loss falls and an accuracy rises: each leaves another corner free.
        mark: {
          type: 'text',
          align: rightHalf ? 'right' : 'left',
          dx: rightHalf ? -6 : 6,
          dy: curve === 'loss' ? 8 : -8,
          fontSize: 12,
          fill: theme.muted,
        },
        encoding: { y: { value: curve === 'loss' ? 0 : 'height' }, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

function valueAxis(curve: Curve, values: readonly Point[]): object {
  if (curve === 'accuracy') {
    return { scale: { zero: false, nice: true }, axis: { format: '.4~p', tickCount: 6 } };
  }
  return sizeAxis(values.map(({ value }) => value));
}

function pointsOf(record: RunRecord, curve: Curve): Point[] {
  return record.history
    .flatMap(({ epoch, train, validation }): Point[] => [
      { epoch, series: 'training', value: train[curve] },
      ...(validation ? [{ epoch, series: 'validation' as const, value: validation[curve] }] : []),
    ])
    .filter(({ value }) => Number.isFinite(value));
}
