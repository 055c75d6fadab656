/** Vega-Lite specification → SVG text. Vega takes half a second to load, so only what draws a plot loads it. */
import type { TopLevelSpec } from 'vega-lite';
import type { PlotTheme } from './theme.js';

/**
 * Renders a plot. There is no canvas: widths of text are Vega's estimates, the same on every machine.
 *
 * @param label what the plot shows, for those who cannot see it.
 */
export async function renderSvg(spec: TopLevelSpec, label: string): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    return svg.replace('<svg ', `<svg role="img" aria-label="${label}" `);
  } finally {
    view.finalize();
  }
}

/** What all plots share. */
export function plotConfig(theme: PlotTheme): NonNullable<TopLevelSpec['config']> {
  return {
    background: theme.background,
    aria: false,
    font: 'system-ui, sans-serif',
    view: { stroke: null },
    axis: {
      labelColor: theme.muted,
      labelFontSize: 12,
      titleColor: theme.muted,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      gridColor: theme.grid,
      domainColor: theme.grid,
      tickColor: theme.grid,
    },
    title: {
      color: theme.text,
      fontSize: 14,
      fontWeight: 600,
      anchor: 'start',
      offset: 10,
      subtitleColor: theme.muted,
      subtitleFontSize: 12,
      subtitlePadding: 4,
    },
    legend: {
      labelColor: theme.text,
      labelFontSize: 12,
      orient: 'top',
      title: null,
      symbolType: 'stroke',
      symbolSize: 400,
      symbolStrokeWidth: 2.5,
      padding: 0,
    },
    text: { fill: theme.text },
  };
}
