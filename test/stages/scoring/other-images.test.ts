/** Other data sets as a model takes them; the generated digits stand for data sets of any kind. */
import { expect, test } from 'vitest';
import { fitImages } from '#src/data/images/fit.js';
import { generateSynthetic } from '#src/data/synthetic/generate.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { obtainImages } from '#src/stages/scoring/other-images.js';
import type { StageContext, StageRequest } from '#src/stages/stage.js';
import { otherDatasetsOf } from '#src/stages/translate/datasets.js';
import type { Output } from '#src/store/store.js';
import { sha256 } from '#src/util/hash.js';

const generated = generateSynthetic({ seed: 3, train: 12, test: 8 });
const digits = [...'0123456789'];

/** What becomes of the generated digits for a model of such images and classes. */
async function imagesFor({
  side = 28,
  channels = 1,
  classes = digits,
  split = 'test',
  normalize = '{}',
}: {
  readonly side?: number;
  readonly channels?: number;
  readonly classes?: readonly string[];
  readonly split?: string;
  readonly normalize?: string;
} = {}) {
  const other = `{ dataset: synthetic, split: ${split}, synthetic: { train: 12, test: 8, seed: 3 } }`;
  const text = `name: x
load: { dataset: mnist }
normalize: ${normalize}
build: { layers: [flatten, dense: { units: 10, activation: softmax }] }
evaluate:
  datasets: [${other}]
`;
  const spec = await loadSpec({ text, path: 'x.yaml' });
  if (!spec.ok) throw new Error(spec.failure[0]?.message);
  const meta = { height: side, width: side, channels, counts: { train: 1, test: 1 }, classes };
  const entry = (own: object) => ({ entry: { meta: own } });
  const request = {
    spec: spec.value,
    inputs: { load: entry(meta), normalize: entry({ images: null }) },
  } as unknown as StageRequest;
  let output: Output | undefined;
  const context = {
    data: { env: {} },
    signal: new AbortController().signal,
    emit: () => undefined,
    async obtain({ compute }: Parameters<StageContext['obtain']>[0]) {
      const computed = await compute();
      if (!computed.ok) return computed;
      output = computed.value;
      return { ok: true, value: { artifact: { entry: {} }, cached: false } };
    },
  } as unknown as StageContext;
  const [named] = otherDatasetsOf(spec.value);
  const obtained = await obtainImages(context, request, named!);
  return obtained.ok ? output! : obtained.failure;
}

const blobs = async (options: Parameters<typeof imagesFor>[0]) => {
  const output = await imagesFor(options);
  if (!('blobs' in output)) throw new Error(JSON.stringify(output));
  return output;
};

test('images of the size of the model are taken as they are', async () => {
  const { blobs: found, meta } = await blobs({});
  expect(found.pixels).toEqual(generated.test.pixels);
  expect(found.labels).toEqual(generated.test.labels);
  expect(meta).toEqual({
    count: 8,
    fittedFrom: null,
    testSet: { pixels: sha256(generated.test.pixels), labels: sha256(generated.test.labels) },
  });
});

test('the training file, which is no test set; and both files, the test set last', async () => {
  const train = await blobs({ split: 'train' });
  expect(train.blobs.pixels).toEqual(generated.train.pixels);
  expect(train.meta).toEqual({ count: 12, fittedFrom: null, testSet: null });
  const all = await blobs({ split: 'all' });
  expect(Buffer.from(all.blobs.pixels!)).toEqual(
    Buffer.concat([generated.train.pixels, generated.test.pixels]),
  );
  expect(Buffer.from(all.blobs.labels!)).toEqual(
    Buffer.concat([generated.train.labels, generated.test.labels]),
  );
  expect(all.meta.testSet).toEqual((await blobs({})).meta.testSet);
});

test("images of another size are fitted by MNIST's proportions: ink in 20 of 28 pixels", async () => {
  const { blobs: found, meta } = await blobs({ side: 14 });
  const fitted = fitImages(generated.test, { size: [14, 14], box: [10, 10], invert: false });
  expect(found.pixels).toEqual(fitted.pixels);
  expect(meta.fittedFrom).toEqual([28, 28]);
});

test("where the model's own images were fitted, all are, by the same box", async () => {
  const { blobs: found, meta } = await blobs({ normalize: '{ fit: { box: 24 } }' });
  const fitted = fitImages(generated.test, { size: [28, 28], box: [24, 24], invert: false });
  expect(found.pixels).toEqual(fitted.pixels);
  expect(meta.fittedFrom).toEqual([28, 28]);
});

test("labels are the model's class numbers", async () => {
  const { blobs: found } = await blobs({ classes: [...digits].reverse() });
  expect(found.labels).toEqual(generated.test.labels.map((label) => 9 - label));
});

test('classes that the model does not know are told where the spec names the data set', async () => {
  expect(await imagesFor({ classes: ['0', '1', '2', '3', '4', '5', '6', '7'] })).toEqual({
    kind: 'spec',
    message: 'data set synthetic has classes that the model does not know: 8, 9',
    place: { file: 'x.yaml', line: 6, col: 25 },
    advice: "classes are matched by name, and the model's are 0, 1, 2, 3, 4, 5, 6, 7",
  });
});

test('grey images for a model of colour images are told', async () => {
  expect(await imagesFor({ channels: 3 })).toMatchObject({
    kind: 'data',
    message: 'the images of synthetic have 1 channels, those of the model 3',
    place: { file: 'x.yaml', line: 6 },
  });
});
