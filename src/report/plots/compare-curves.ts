/** Learning curves of what is compared, over each other. */
import type { TopLevelSpec } from 'vega-lite';
import type { Contestant } from '../compare/record.js';
import { sizeAxis } from './axis.js';
import { plotConfig, renderSvg } from './render.js';
import type { PlotTheme } from './theme.js';

export type ComparedCurve = 'error' | 'loss';

/** Whether there is an epoch to draw. */
export function hasComparedCurves(contestants: readonly Contestant[]): boolean {
  return contestants.some(({ runs }) => runs.some(({ history }) => history.length > 0));
}

/**
 * Validation error in percent, or loss, by epoch: a colour and a dash for each contestant, a line for each of its runs.
 * Where a run was not validated, what it had on the training images.
 */
export async function comparedCurvesSvg(
  contestants: readonly Contestant[],
  curve: ComparedCurve,
  theme: PlotTheme,
  letterOf: (contestant: number) => string,
): Promise<string> {
  const values = contestants.flatMap(({ runs }, c) =>
    runs.flatMap(({ history }, run) =>
      history.flatMap(({ epoch, train, validation }) => {
        const { loss, accuracy } = validation ?? train;
        const value = curve === 'loss' ? loss : Number((100 * (1 - accuracy)).toFixed(6));
        return Number.isFinite(value) ? [{ contestant: letterOf(c), run: `${c} ${run}`, epoch, value }] : [];
      }),
    ),
  );
  const letters = contestants.map((_, i) => letterOf(i));
  const dashes = [
    [1, 0],
    [6, 3],
    [2, 2],
    [8, 3, 2, 3],
  ] as const;
  const spec = {
    config: plotConfig(theme),
    padding: 4,
    width: 420,
    height: 240,
    data: { values },
    mark: {
      type: 'line',
      strokeWidth: 2,
      point: values.length <= 60 && { size: 22 },
    },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'epoch',
        scale: { domain: [1, Math.max(2, ...values.map(({ epoch }) => epoch))], nice: false },
        axis: { tickMinStep: 1, format: 'd', grid: false, tickCount: 8 },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title: null,
        ...sizeAxis(
          values.map(({ value }) => value),
          '.4~g',
        ),
      },
      detail: { field: 'run', type: 'nominal' },
      color: {
        field: 'contestant',
        type: 'nominal',
        scale: { domain: letters, range: letters.map((_, i) => theme.series[i % theme.series.length]) },
      },
      strokeDash: {
        field: 'contestant',
        type: 'nominal',
        scale: { domain: letters, range: letters.map((_, i) => dashes[i % dashes.length]) },
      },
    },
  };
  return renderSvg(spec as TopLevelSpec, `Learning curves: validation ${curve} by epoch`);
}
