/** Which plots a sweep has, each as a file of its own and as a figure of the page. */
import type { TopLevelSpec } from 'vega-lite';
import type { SweepView } from '../sweep-words.js';
import { wrap } from '../text-table.js';
import { plotConfig, renderSvg } from './render.js';
import { hasCurves, MOST_LINES, sweepCurves } from './sweep-curves.js';
import { fitsHeatMap, heatMap } from './sweep-heat-map.js';
import { linePlot } from './sweep-line.js';
import { parallelCoordinates } from './sweep-parallel.js';
import { progressPlot } from './sweep-progress.js';
import { type PlotTheme, pageTheme, paperTheme } from './theme.js';

export interface SweepPlot {
  /** Its file is plots/<name>.svg. */
  readonly name: string;
  readonly title: string;
  /** How to read it. */
  readonly note: string;
  readonly spec: (theme: PlotTheme) => object;
}

/** A plot as a file that stands alone, and as a figure of the page. */
export interface DrawnPlot extends Omit<SweepPlot, 'spec'> {
  readonly file: string;
  readonly figure: string;
}

/** Draws all plots. They say nothing of the chosen configuration's test figures, so that those may still be computed meanwhile. */
export async function drawSweepPlots(view: SweepView): Promise<readonly DrawnPlot[]> {
  const drawn: DrawnPlot[] = [];
  for (const plot of sweepPlots(view)) {
    const { name, title, note } = plot;
    const figure = await sweepPlotFigure(plot, pageTheme);
    drawn.push({ name, title, note, figure, file: await sweepPlotFile(plot) });
  }
  return drawn;
}

/** The plots in the order in which one wants to see them. */
export function sweepPlots(view: SweepView): SweepPlot[] {
  const plots: SweepPlot[] = [parameterPlot(view)].filter((plot) => plot !== undefined);
  if (hasCurves(view)) plots.push(...curvePlots(view));
  // Seeds are not searched: none of them is better than another.
  if (view.record.parameters.length === 0) return plots;
  plots.push({
    name: 'progress',
    title: 'The search',
    note: `Each trial in plan order; the line is the best so far.${marks(view, 'on the upper edge')}`,
    spec: (theme) => progressPlot(view, theme),
  });
  return plots;
}

/** A plot as a file that stands alone. */
export async function sweepPlotFile({ title, note, spec }: SweepPlot): Promise<string> {
  const inner = spec(paperTheme);
  const top = {
    title: { text: title, subtitle: wrap(note, 76), offset: 28 },
    padding: 16,
    config: plotConfig(paperTheme),
  };
  return renderSvg({ ...top, ...inner } as TopLevelSpec, title);
}

/** A plot to be placed in a page. */
async function sweepPlotFigure({ title, spec }: SweepPlot, theme: PlotTheme): Promise<string> {
  return renderSvg({ padding: 4, config: plotConfig(theme), ...spec(theme) } as TopLevelSpec, title);
}

function parameterPlot(view: SweepView): SweepPlot | undefined {
  const { record } = view;
  const loss = record.objective === 'validation.loss';
  const figure = `validation ${loss ? 'loss' : 'accuracy in percent'}`;
  const mean = record.repeats > 1 ? `, mean over ${record.repeats} seeds` : '';
  if (record.parameters.length === 0) return undefined;
  if (record.parameters.length === 1) {
    const interval = view.rows.some((row) => (loss ? row.loss?.std : row.interval) !== undefined);
    return {
      name: 'parameter',
      title: 'The parameter',
      note: `Lower is better${interval ? '; bars are 95 % intervals' : ''}${record.repeats > 1 ? ', small dots single trials' : ''}. The best is in the second colour.${marks(view, 'on the upper edge', false)}`,
      spec: (theme) => linePlot(view, theme),
    };
  }
  if (fitsHeatMap(view)) {
    return {
      name: 'heat-map',
      title: 'Two parameters',
      note: `${figure[0]?.toUpperCase()}${figure.slice(1)}${mean}; the better by rank, the stronger the colour${view.best ? '; the best is framed' : ''}.`,
      spec: (theme) => heatMap(view, theme),
    };
  }
  return {
    name: 'parallel-coordinates',
    title: 'All parameters',
    note: `A line is a configuration${mean ? ` (${mean.slice(2)})` : ''}; the better by rank, the stronger the colour; the best is the thick one.${anyFailed(view) ? ' Dashed ones failed.' : ''}${absent(view) ? ' – is a parameter that a configuration does not have.' : ''}`,
    spec: (theme) => parallelCoordinates(view, theme),
  };
}

function curvePlots(view: SweepView): SweepPlot[] {
  const some =
    view.record.trials.length > MOST_LINES
      ? ` Of ${view.record.trials.length} trials some are left out.`
      : '';
  const lines =
    view.record.parameters.length === 0
      ? ', a line for each seed'
      : '; the best configuration is the thick one';
  const note = `After each epoch${lines}.${marks(view, 'at its last epoch')}${some}`;
  return [
    {
      name: 'learning-curves-error',
      title: 'Validation error, %',
      note,
      spec: (theme) => sweepCurves(view, 'error', theme),
    },
    {
      name: 'learning-curves-loss',
      title: 'Validation loss',
      note,
      spec: (theme) => sweepCurves(view, 'loss', theme),
    },
  ];
}

function marks(view: SweepView, place: string, rings = true): string {
  const stopped = rings && view.record.trials.some(({ status }) => status === 'stopped');
  return `${stopped ? ' A ring is a trial that was stopped early.' : ''}${view.record.trials.some(({ status }) => status === 'failed') ? ` A cross ${place} is one that failed.` : ''}`;
}

/** Configurations without any figure. */
function anyFailed({ rows }: SweepView): boolean {
  return rows.some(({ accuracy }) => accuracy === undefined);
}

function absent({ record, rows }: SweepView): boolean {
  return rows.some((row) => record.parameters.some(({ name }) => row.parameters[name] === undefined));
}
