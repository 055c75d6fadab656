/** The model's layers as rows of text. */
import { formatCount, formatMagnitude, formatShape } from './numbers.js';
import type { LayerLine } from './run-record.js';
import { type Column, layoutTable, plainText } from './text-table.js';

/** The columns of the summary: multiplications and additions of the forward pass, one image; field in input pixels. */
export const summaryColumns: readonly Column[] = [
  { title: 'layer', align: 'left' },
  { title: 'output', align: 'right' },
  { title: 'parameters', align: 'right' },
  { title: 'FLOPs', align: 'right' },
  { title: 'receptive field', align: 'right' },
];

/** One row a layer, the total last. */
export function summaryRows(layers: readonly LayerLine[]): string[][] {
  const total = (of: (layer: LayerLine) => number): number =>
    layers.reduce((sum, layer) => sum + of(layer), 0);
  return [
    ...layers.map((layer) => [
      layer.name,
      formatShape(layer.outputShape),
      layer.parameters === 0 ? '' : formatCount(layer.parameters),
      layer.flops === 0 ? '' : formatMagnitude(layer.flops),
      formatShape(layer.receptiveField),
    ]),
    [
      'total',
      '',
      formatCount(total(({ parameters }) => parameters)),
      formatMagnitude(total(({ flops }) => flops)),
      '',
    ],
  ];
}

/** The summary as aligned text, a line each, with a newline at the end. */
export function summaryTable(layers: readonly LayerLine[]): string {
  const rows = summaryRows(layers).map((row) => row.map(plainText));
  return `${layoutTable(summaryColumns, rows).join('\n')}\n`;
}
