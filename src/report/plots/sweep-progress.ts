/** How the search went: each trial's figure in plan order, and the best so far. */
import type { SweepView } from '../sweep-words.js';
import { sizeAxis } from './axis.js';
import { axisTitle, axisValue, BAND, cross, ring } from './sweep-points.js';
import type { PlotTheme } from './theme.js';

const HEIGHT = 240;

/** Dots are trials, rings stopped ones, crosses on the upper edge failed ones; the line is the best so far. */
export function progressPlot({ record }: SweepView, theme: PlotTheme): object {
  let least = Number.POSITIVE_INFINITY;
  const trials = record.trials.map(({ number, status, validation }) => {
    const value = status === 'failed' || validation === undefined ? undefined : axisValue(record, validation);
    least = Math.min(least, value ?? least);
    return {
      number,
      status: value === undefined ? 'failed' : status,
      value,
      best: Number.isFinite(least) ? least : undefined,
    };
  });
  const values = trials.flatMap(({ value }) => value ?? []);
  const y = sizeAxis(values, '.4~g');
  const failed = trials.some(({ status }) => status === 'failed');
  const of = (status: string): object => ({ values: trials.filter((trial) => trial.status === status) });
  return {
    width: 520,
    height: HEIGHT,
    encoding: {
      x: {
        field: 'number',
        type: 'quantitative',
        title: 'trial',
        scale: { domain: [1, Math.max(2, trials.length)], nice: false, padding: 8 },
        axis: { tickMinStep: 1, format: 'd', grid: false, tickCount: 8 },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title: axisTitle(record),
        ...y,
        scale: { ...y.scale, range: [HEIGHT, failed ? BAND.height : 0] },
      },
    },
    layer: [
      {
        data: { values: trials.filter(({ best }) => best !== undefined) },
        mark: { type: 'line', interpolate: 'step-after', stroke: theme.validation, strokeWidth: 2 },
        encoding: { y: { field: 'best', type: 'quantitative' } },
      },
      {
        data: of('done'),
        mark: { type: 'point', filled: true, size: 36, opacity: 0.85, color: theme.train },
      },
      {
        data: of('stopped'),
        mark: ring(theme),
      },
      {
        data: of('failed'),
        mark: cross(theme),
        encoding: { y: { value: BAND.middle } },
      },
    ],
  };
}
