import { expect, it } from 'vitest';
import { sampleRows } from '#src/data/sample-rows.js';

it('takes the first images of each class, one row a class', () => {
  const set = (labels: number[]) => ({
    count: labels.length,
    height: 1,
    width: 2,
    channels: 1,
    pixels: Uint8Array.from(labels.flatMap((label, i) => [label, i])),
    labels: Uint8Array.from(labels),
  });
  const dataset = { name: 'x', classes: ['a', 'b', 'c'], train: set([1, 0, 1, 1]), test: set([0]) };
  const rows = sampleRows(dataset, 2).map((row) => row.map(({ pixels }) => [...pixels]));
  expect(rows).toEqual([
    [[0, 1]],
    [
      [1, 0],
      [1, 2],
    ],
    [],
  ]);
});
