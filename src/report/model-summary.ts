/** The model's layers as rows of text. */
import { formatCount, formatMagnitude, formatShape } from './numbers.js';
import type { LayerLine } from './run-record.js';
import { type Column, layoutTable, plainText } from './text-table.js';

export interface Summary {
  readonly columns: readonly Column[];
  /** One row a layer, the total last. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * The summary: multiplications and additions of the forward pass, one image; field in input pixels; where there are
 * blocks, the block that a layer is in; where some are frozen or come from a run, that.
 */
export function modelSummary(layers: readonly LayerLine[]): Summary {
  const hasOrigins = layers.some(({ weights }) => weights !== undefined);
  const hasBlocks = layers.some(({ block }) => block !== undefined);
  const right = (title: string): Column => ({ title, align: 'right' });
  const total = (of: (layer: LayerLine) => number): number =>
    layers.reduce((sum, layer) => sum + of(layer), 0);
  const parameters = total((layer) => layer.parameters);
  const flops = total((layer) => layer.flops);
  return {
    columns: [
      { title: 'layer', align: 'left' },
      ...['output', 'parameters', 'FLOPs', 'receptive field'].map(right),
      ...(hasBlocks ? [{ title: 'block', align: 'left' } as const] : []),
      ...(hasOrigins ? [{ title: 'weights', align: 'left' } as const] : []),
    ],
    rows: [
      ...layers.map((layer) => [
        layer.name,
        formatShape(layer.outputShape),
        layer.parameters === 0 ? '' : formatCount(layer.parameters),
        layer.flops === 0 ? '' : formatMagnitude(layer.flops),
        formatShape(layer.receptiveField),
        ...(hasBlocks ? [layer.block ?? ''] : []),
        ...(hasOrigins ? [layer.weights ?? ''] : []),
      ]),
      [
        'total',
        '',
        formatCount(parameters),
        formatMagnitude(flops),
        '',
        ...(hasBlocks ? [''] : []),
        ...(hasOrigins ? [''] : []),
      ],
    ],
  };
}

/** The summary as aligned text, a line each, with a newline at the end. */
export function summaryTable(layers: readonly LayerLine[]): string {
  const { columns, rows } = modelSummary(layers);
  return `${layoutTable(
    columns,
    rows.map((row) => row.map(plainText)),
  ).join('\n')}\n`;
}
