/** What the user should know of a model that can be trained: pixels and kernel taps that can have no effect. */
import type { ModelWarning, Region } from './analysis.js';
import type { Windows } from './describe.js';
import { allUsed, type Extent, extentOf, readPositions, usefulTaps } from './geometry.js';
import type { FlatLayer, Shape } from './layer.js';

interface Facts {
  readonly inputShape: Shape;
  readonly visible: Region;
  readonly deadPixels: number;
  readonly layers: readonly {
    readonly name: string;
    readonly layer: FlatLayer;
    readonly windows: Windows | undefined;
  }[];
}

/** The warnings of a model, in layer order. */
export function warnOf(facts: Facts): readonly ModelWarning[] {
  const warnings = facts.layers.flatMap(({ name, windows }, layer) => warnOfTaps(name, layer, windows));
  const unseen = warnOfUnseenPixels(facts);
  if (unseen !== undefined) warnings.push(unseen);
  return warnings.sort((a, b) => a.layer - b.layer);
}

function warnOfTaps(name: string, layer: number, windows: Windows | undefined): ModelWarning[] {
  if (windows === undefined) return [];
  const [down, right] = windows;
  const taps = down.size * right.size;
  const useful = usefulTaps(down) * usefulTaps(right);
  if (useful === taps) return [];
  const size = `${down.size}×${right.size}`;
  return [
    {
      layer,
      message: `${name}: ${taps - useful} of the ${size} window's ${taps} positions only ever see padding on a ${down.input}×${right.input} map`,
      advice: 'use a smaller window, or pool less before it',
    },
  ];
}

function warnOfUnseenPixels(facts: Facts): ModelWarning | undefined {
  if (facts.deadPixels === 0) return undefined;
  const wasteful = facts.layers.flatMap(({ name, layer, windows }, index) => {
    const left = windows === undefined ? 0 : Math.max(leftOver(windows[0]), leftOver(windows[1]));
    return windows !== undefined && left > 0 ? [{ name, layer, index, windows }] : [];
  });
  const valid = facts.layers.some(
    ({ layer }) => (layer.kind === 'conv2d' || layer.kind === 'depthwiseConv2d') && layer.padding === 'valid',
  );
  const causes = wasteful.map(
    ({ name, windows: [down, right] }) =>
      `${name} leaves part of its ${down.input}×${right.input} map unread`,
  );
  return {
    layer: wasteful[0]?.index ?? 0,
    message: `${valid ? 'valid padding: ' : ''}the network sees only ${formatVisible(facts)} pixels, ${facts.deadPixels} are never looked at: ${causes.join(', ')}`,
    advice: valid
      ? 'use padding: same in the convolutions, or sizes that the pooling divides'
      : 'use padding: same, or windows at least as large as their strides',
  };
}

/** Positions of the axis that no output reads when all outputs are used. */
function leftOver(window: Windows[0]): number {
  return window.input - extentOf(readPositions(window, allUsed(window.output))).count;
}

function formatVisible(facts: Facts): string {
  const [height, width] = facts.inputShape;
  const { rows, columns } = facts.visible;
  const whole = `${height}×${width}`;
  if (hasGaps(rows) || hasGaps(columns)) return `${rows.count * columns.count} of the ${whole}`;
  const size = `${rows.end - rows.start}×${columns.end - columns.start}`;
  if (rows.start === 0 && columns.start === 0) return `the top-left ${size} of ${whole}`;
  return `${size} (from row ${rows.start + 1}, column ${columns.start + 1}) of ${whole}`;
}

function hasGaps(extent: Extent): boolean {
  return extent.count < extent.end - extent.start;
}
