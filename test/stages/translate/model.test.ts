import { expect, test } from 'vitest';
import type { ResolvedSpec } from '#src/spec/load-spec.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { modelOf } from '#src/stages/translate/model.js';

const nested = `name: x
load: { dataset: synthetic }
build:
  layers:
    - zeroPadding2d: { padding: [1, [0, 2]] }
    - conv2d: { filters: 4, kernelSize: 3, kernelRegularizer: { l2: 0.001 } }
    - repeat:
        times: 2
        layers:
          - residual:
              layers:
                - batchNormalization
                - conv2d: { filters: 4, kernelSize: 3, padding: same }
                - spatialDropout2d: 0.2
              shortcut:
                - conv2d: { filters: 4, kernelSize: 1 }
              activation: relu
    - concatenate: { branches: [[], [activation: elu, dropout: 0.1]] }
    - globalAveragePooling2d
    - dense: { units: 10, activation: softmax }
`;

async function resolve(text: string, sets: readonly string[] = []): Promise<ResolvedSpec> {
  const result = await loadSpec({ text, path: 'x.yaml', sets });
  if (!result.ok) throw new Error(result.failure.map(({ message }) => message).join('\n'));
  return result.value;
}

async function build(sets: readonly string[] = []) {
  return modelOf(await resolve(nested, sets), [28, 28, 1], 10);
}

test('nested layers become a nested model, shorthands written out at every depth', async () => {
  const built = await build();
  if (!built.ok) throw new Error(built.failure.message);
  const [padding, convolution, repeat, concatenate] = built.value.model.layers;
  const margins = [
    [1, 1],
    [0, 2],
  ];
  expect(padding).toEqual({ kind: 'zeroPadding2d', padding: margins });
  expect(convolution).toMatchObject({ kind: 'conv2d', kernelRegularizer: { l1: 0, l2: 0.001 } });
  expect(repeat).toMatchObject({
    kind: 'repeat',
    times: 2,
    layers: [
      {
        kind: 'residual',
        layers: [
          { kind: 'batchNormalization', momentum: 0.99, epsilon: 0.001, center: true, scale: true },
          { kind: 'conv2d', kernelSize: [3, 3], kernelRegularizer: null },
          { kind: 'spatialDropout2d', rate: 0.2 },
        ],
        shortcut: [{ kind: 'conv2d', kernelSize: [1, 1] }],
        activation: 'relu',
      },
    ],
  });
  expect(concatenate).toMatchObject({
    kind: 'concatenate',
    branches: [
      [],
      [
        { kind: 'activation', activation: 'elu' },
        { kind: 'dropout', rate: 0.1 },
      ],
    ],
  });
  expect(built.value.layers.map(({ name }) => name).slice(2, 8)).toEqual([
    'batchNormalization',
    'conv2d_1',
    'spatialDropout2d',
    'conv2d_2',
    'add',
    'activation',
  ]);
});

test('the resolved form of nested layers is the same spec', async () => {
  const first = await resolve(nested);
  expect((await resolve(first.yaml)).hash).toBe(first.hash);
});

test('what is set deep inside is there, and what is wrong with it is told there', async () => {
  const at = 'build.layers.2.repeat.layers.0.residual.layers.1.conv2d';
  const built = await build([`${at}.kernelSize=[1, 5]`]);
  expect(built.ok && built.value.layers[3]?.layer).toMatchObject({ kernelSize: [1, 5] });
  const wrong = await build([`${at}.padding=valid`, `${at}.kernelSize=31`]);
  expect(wrong.ok ? undefined : wrong.failure).toMatchObject({
    message: 'the 31×31 kernel does not fit its 28×28 input',
    place: { file: `--set ${at}.kernelSize` },
  });
});
