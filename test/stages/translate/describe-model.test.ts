import { expect, test } from 'vitest';
import { analyzeModel } from '#src/model/analyze.js';
import type { Layer } from '#src/model/layer.js';
import { summaryTable } from '#src/report/model-summary.js';
import { describeModel } from '#src/stages/translate/describe-model.js';

const conv = (filters: number): Layer => ({
  kind: 'conv2d',
  filters,
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: 'same',
  activation: 'linear',
  useBias: true,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
});

function linesOf(layers: readonly Layer[]): readonly string[] {
  const model = analyzeModel({ inputShape: [8, 8, 1], layers });
  if (!model.ok) throw new Error(model.failure.message);
  return summaryTable(describeModel(model.value).layers).trimEnd().split('\n');
}

test('a layer of a block is shown with the place of its block in the spec', () => {
  const residual: Layer = {
    kind: 'residual',
    layers: [conv(2)],
    shortcut: 'projection',
    activation: 'relu',
  };
  const lines = linesOf([
    conv(2),
    { kind: 'repeat', times: 2, layers: [residual] },
    { kind: 'add', branches: [[], [conv(2)]] },
  ]);
  expect(lines.map((line) => line.replace(/ .* /, ' '))).toEqual([
    'layer block',
    'conv2d 3×3',
    'conv2d_1 1.repeat.layers.0.residual',
    'conv2d_2 1.repeat.layers.0.residual',
    'add 1.repeat.layers.0.residual',
    'activation 1.repeat.layers.0.residual',
    'conv2d_3 1.repeat.layers.0.residual',
    'conv2d_4 1.repeat.layers.0.residual',
    'add_1 1.repeat.layers.0.residual',
    'activation_1 1.repeat.layers.0.residual',
    'conv2d_5 2.add.branches.1',
    'add_2 9×9',
    'total k',
  ]);
});

test('without blocks there is no column of them', () => {
  expect(linesOf([conv(2), conv(3)])[0]).toMatch(/receptive field$/);
});
