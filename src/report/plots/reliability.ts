/** How often answers are right, by how sure the model was of them. */
import type { TopLevelSpec } from 'vega-lite';
import type { Calibration } from '../../metrics/calibration.js';
import { plotConfig, renderSvg } from './render.js';
import type { PlotTheme } from './theme.js';

/**
 * The reliability diagram: right answers over confidence, one dot a bin with its Wilson interval, the diagonal where both
 * are the same; below it how many answers each bin has, on a scale of powers of ten, since most are in the last one.
 */
export async function reliabilitySvg(calibration: Calibration, theme: PlotTheme): Promise<string> {
  const bins = calibration.bins
    .filter(({ count }) => count > 0)
    .map(({ interval, ...bin }) => ({ ...bin, from: interval[0], to: interval[1] }));
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const share = { format: '.0%', tickCount: 5 };
  const x = {
    type: 'quantitative',
    scale: { domain: [0, 1], nice: false },
    axis: { ...share, grid: false, title: null },
  };
  const ends = [{ at: 0 }, { at: 1 }];
  const diagram = {
    width: 420,
    height: 240,
    layer: [
      {
        data: { values: ends },
        mark: { type: 'line', stroke: theme.muted, strokeDash: [4, 3], strokeWidth: 1 },
        encoding: {
          x: { ...x, field: 'at' },
          y: { field: 'at', type: 'quantitative', title: null, scale: { domain: [0, 1] }, axis: share },
        },
      },
      {
        data: { values: bins },
        mark: { type: 'rule', stroke: theme.train, strokeWidth: 2, opacity: 0.55 },
        encoding: {
          x: { ...x, field: 'confidence' },
          y: { field: 'from', type: 'quantitative' },
          y2: { field: 'to' },
        },
      },
      {
        data: { values: bins },
        mark: { type: 'point', filled: true, size: 60, opacity: 1, color: theme.train },
        encoding: { x: { ...x, field: 'confidence' }, y: { field: 'accuracy', type: 'quantitative' } },
      },
    ],
  };
  const counts = {
    width: 420,
    height: 70,
    data: { values: bins.map((bin) => ({ ...bin, base: 0.5 })) },
    mark: { type: 'bar', fill: theme.train, opacity: 0.55 },
    encoding: {
      x: { ...x, field: 'low', axis: { ...share, grid: false, title: 'probability of the answer' } },
      x2: { field: 'high' },
      y: {
        field: 'count',
        type: 'quantitative',
        title: null,
        scale: { type: 'log', domain: [0.5, most * 1.5], nice: false },
        axis: {
          values: [1, 10, 100, 1000, 10_000, 100_000].filter((tick) => tick <= most * 1.5),
          format: '~s',
        },
      },
      y2: { field: 'base' },
    },
  };
  const spec = { config: plotConfig(theme), padding: 4, vconcat: [diagram, counts], spacing: 12 };
  return renderSvg(spec as TopLevelSpec, 'Reliability diagram: share of right answers by confidence');
}
