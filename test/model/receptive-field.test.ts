import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeModel, type LayerAnalysis } from '#src/model/analyze.js';
import type { Layer } from '#src/model/layer.js';
import { conv2d, maxPooling2d } from './layers.js';

type Plane = readonly (readonly number[])[];

/** A network of ones on one channel, written as naively as can be: pad with zeros, then sum each window. */
function runOnes(plane: Plane, layers: readonly LayerAnalysis[]): Plane {
  let current = plane;
  for (const { layer, padding, outputShape } of layers) {
    if (layer.kind === 'flatten' || !('strides' in layer)) throw new Error(`no map layer: ${layer.kind}`);
    const size = 'poolSize' in layer ? layer.poolSize : layer.kernelSize;
    const { strides } = layer;
    const before = current;
    const at = (row: number, column: number): number =>
      before[row - padding.top]?.[column - padding.left] ?? 0;
    current = Array.from({ length: outputShape[0]! }, (_, y) =>
      Array.from({ length: outputShape[1]! }, (_, x) => {
        let sum = 0;
        for (let i = 0; i < size[0]; i++)
          for (let j = 0; j < size[1]; j++) sum += at(y * strides[0] + i, x * strides[1] + j);
        return sum;
      }),
    );
  }
  return current;
}

/** The pixels whose change changes what `read` picks of the output. */
function pixelsThatMatter(
  height: number,
  width: number,
  layers: readonly LayerAnalysis[],
  read: (output: Plane) => number,
): boolean[][] {
  const zeros = Array.from({ length: height }, () => new Array<number>(width).fill(0));
  return zeros.map((row, y) =>
    row.map((_, x) => {
      const perturbed = zeros.map((r, i) => r.map((v, j) => (i === y && j === x ? 1 : v)));
      return read(runOnes(perturbed, layers)) !== 0;
    }),
  );
}

const mapLayer = fc
  .record({
    pool: fc.boolean(),
    size: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.constantFrom('same' as const, 'valid' as const),
  })
  .map(
    ({ pool, size, strides, padding }): Layer =>
      pool ? maxPooling2d(size, { strides, padding }) : conv2d(1, { kernelSize: size, strides, padding }),
  );

function analyzeMaps(
  height: number,
  width: number,
  layers: readonly Layer[],
): ReturnType<typeof analyzeModel> {
  return analyzeModel({ inputShape: [height, width, 1], layers });
}

describe('receptive field', () => {
  it('is what one output of a large map sees', () => {
    // Two layers of size and stride ≤ 3 see at most 9 pixels: the middle output of a 30-pixel axis sees no padding.
    const layers = fc.array(mapLayer, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(layers, (chosen) => {
        const side = 30;
        const outcome = analyzeMaps(side, side, chosen);
        if (!outcome.ok) throw new Error(outcome.failure.message);
        const last = outcome.value.layers.at(-1)!;
        const [y, x] = [Math.floor(last.outputShape[0]! / 2), Math.floor(last.outputShape[1]! / 2)];
        const seen = pixelsThatMatter(side, side, outcome.value.layers, (output) => output[y]![x]!);
        const rows = seen.flatMap((row, i) => (row.includes(true) ? [i] : []));
        const columns = seen[rows[0]!]!.flatMap((is, i) => (is ? [i] : []));
        expect([rows.at(-1)! - rows[0]! + 1, columns.at(-1)! - columns[0]! + 1]).toEqual(last.receptiveField);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves exactly those pixels dead that no output reacts to', () => {
    const side = fc.integer({ min: 3, max: 11 });
    fc.assert(
      fc.property(side, side, fc.array(mapLayer, { minLength: 1, maxLength: 4 }), (height, width, chosen) => {
        const outcome = analyzeMaps(height, width, chosen);
        fc.pre(outcome.ok);
        if (!outcome.ok) return;
        const { layers, deadPixels, visible, warnings } = outcome.value;
        const sum = (output: Plane): number => output.flat().reduce((a, b) => a + b, 0);
        const seen = pixelsThatMatter(height, width, layers, sum);
        expect(deadPixels).toBe(seen.flat().filter((is) => !is).length);
        expect(visible.rows.start).toBe(seen.findIndex((row) => row.includes(true)));
        expect(visible.rows.end).toBe(seen.findLastIndex((row) => row.includes(true)) + 1);
        expect(warnings.some(({ message }) => message.includes('the network sees only'))).toBe(
          deadPixels > 0,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('reads of each map exactly what reaches the output', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 12 }),
        fc.array(mapLayer, { minLength: 2, maxLength: 4 }),
        (side, chosen) => {
          const outcome = analyzeMaps(side, side, chosen);
          fc.pre(outcome.ok);
          if (!outcome.ok) return;
          const [first, ...rest] = outcome.value.layers;
          const [height, width] = [first!.outputShape[0]!, first!.outputShape[1]!];
          const sum = (output: Plane): number => output.flat().reduce((a, b) => a + b, 0);
          const read = pixelsThatMatter(height, width, rest, sum);
          expect(first!.live!.rows.count * first!.live!.columns.count).toBe(
            read.flat().filter(Boolean).length,
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});
