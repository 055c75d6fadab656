/** Learning curves of all trials: how each came to its figure. */
import type { SweepTrial } from '../sweep-record.js';
import type { SweepView } from '../sweep-words.js';
import { sizeAxis } from './axis.js';
import { cross, ring } from './sweep-points.js';
import type { PlotTheme } from './theme.js';

export type SweepCurve = 'error' | 'loss';

/** More lines than this are a carpet: of more trials every so many-th is drawn, the best and the failed always. */
export const MOST_LINES = 200;

/** Whether there is an epoch to draw. */
export function hasCurves({ record }: SweepView): boolean {
  return record.trials.some(({ history }) => history.length > 0);
}

/** Thin lines, the best configuration's on top; a cross where a trial failed, a ring where one was stopped. */
export function sweepCurves(view: SweepView, curve: SweepCurve, theme: PlotTheme): object {
  const { record, best } = view;
  const isBest = (trial: SweepTrial): boolean => trial.configuration === best?.configuration;
  const every = Math.ceil(record.trials.length / MOST_LINES);
  const drawn = record.trials.filter(
    (trial, i) => isBest(trial) || trial.status === 'failed' || i % every === 0,
  );
  const lines = drawn.map((trial) => ({
    best: isBest(trial),
    status: trial.status,
    points: trial.history.flatMap(({ epoch, validation }) => {
      const value = curve === 'loss' ? validation.loss : Number((100 * (1 - validation.accuracy)).toFixed(6));
      return Number.isFinite(value) ? [{ trial: trial.number, epoch, value }] : [];
    }),
  }));
  const ends = (status: string): object => ({
    values: lines.filter((line) => line.status === status).flatMap(({ points }) => points.slice(-1)),
  });
  const longest = Math.max(0, ...lines.map(({ points }) => points.length));
  const layer = (wanted: boolean, mark: object): object => ({
    data: { values: lines.filter((line) => line.best === wanted).flatMap(({ points }) => points) },
    mark: {
      type: 'line',
      ...mark,
      ...(longest === 1 && { point: { size: 30, color: (mark as { stroke: string }).stroke } }),
    },
    encoding: { detail: { field: 'trial', type: 'nominal' } },
  });
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  return {
    width: 420,
    height: 240,
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'epoch',
        scale: { domain: [1, Math.max(2, record.epochs)], nice: false },
        axis: { tickMinStep: 1, format: 'd', grid: false, tickCount: 8 },
      },
      y: { field: 'value', type: 'quantitative', title: null, ...sizeAxis(values, '.4~g') },
    },
    layer: [
      layer(false, { stroke: theme.train, strokeWidth: 1, opacity: drawn.length > 40 ? 0.35 : 0.6 }),
      {
        data: ends('stopped'),
        mark: ring(theme),
      },
      layer(true, { stroke: theme.validation, strokeWidth: 2.5 }),
      {
        data: ends('failed'),
        mark: cross(theme),
      },
    ],
  };
}
