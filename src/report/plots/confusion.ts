/** Which classes are taken for which, as a file that stands alone. */
import type { TopLevelSpec } from 'vega-lite';
import type { RunRecord, SplitName } from '../run-record.js';
import { plainText } from '../text-table.js';
import { plotConfig, renderSvg } from './render.js';
import { paperTheme } from './theme.js';

/** A heat map of one split's confusion matrix: the errors are coloured, the right answers are not, so that errors show. */
export async function confusionSvg(record: RunRecord, split: SplitName): Promise<string> {
  const theme = paperTheme;
  const names = distinctNames(record.classes);
  const cells = (record.splits[split]?.confusion ?? []).flatMap((row, actual) =>
    row.map((count, predicted) => ({
      actual: names[actual] ?? '',
      predicted: names[predicted] ?? '',
      count,
      text: count === 0 ? '' : String(count),
      error: actual !== predicted,
    })),
  );
  const wrong = cells.filter(({ error, count }) => error && count > 0);
  const axis = { labelAngle: 0, ticks: false, domain: false, labelLimit: 120 };
  const scale = { domain: names, paddingInner: 0.04, paddingOuter: 0.02 };
  const side = names.length * (names.length > 20 ? 22 : 38);
  const spec = {
    config: plotConfig(theme),
    padding: 16,
    title: `Confusion on the ${split} split`,
    width: side,
    height: side,
    encoding: {
      x: { field: 'predicted', type: 'nominal', title: 'predicted', scale, axis: { ...axis, orient: 'top' } },
      y: { field: 'actual', type: 'nominal', title: 'true', scale, axis },
    },
    layer: [
      { data: { values: cells }, mark: { type: 'rect', fill: theme.correct } },
      {
        data: { values: wrong },
        mark: { type: 'rect', fill: theme.error },
        encoding: {
          opacity: {
            field: 'count',
            type: 'quantitative',
            legend: null,
            scale: {
              type: 'sqrt',
              domain: [0, Math.max(1, ...wrong.map(({ count }) => count))],
              range: [0.12, 1],
            },
          },
        },
      },
      {
        data: { values: cells },
        mark: { type: 'text', fontSize: names.length > 20 ? 8 : 12, fill: theme.text },
        encoding: { text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
  return renderSvg(spec as TopLevelSpec, `Confusion matrix of the ${split} split`);
}

/**
 * Vega places a class by its name, so a second class of the same name must have another one; and XML, which SVG is, has
 * no way to write control characters.
 */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = plainText(name);
    let distinct = plain;
    for (let i = 2; taken.has(distinct); i++) distinct = `${plain} (${i})`;
    taken.add(distinct);
    return distinct;
  });
}
