/** Trained models, and the same images scored by our engine and by those that a model is exported for. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as ort from 'onnxruntime-web';
import { expect } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import type { ExportableModel, ExportedFiles } from '#src/export/exportable.js';
import { exportOnnx } from '#src/export/onnx/export-onnx.js';
import { exportTfjs } from '#src/export/tfjs/export-tfjs.js';
import type { Model, NamedTensor } from '#src/model/layer.js';
import { analyze, compile, everyImage, scale } from '../engine/wasm/rig.js';

/** What an exporter is given, the classes named `zero`, `one`, … */
export function exportable(of: Model, weights: readonly NamedTensor[]): ExportableModel {
  const analysis = analyze(of);
  const classes = Array.from({ length: analysis.outputShape[0]! }, (_, i) => `class ${i}`);
  return { analysis, weights, classes, pixelScale: scale, fit: null, weightsSha256: 'ab'.repeat(32) };
}

/** count × classes probabilities, by our engine. */
export async function scoreWithUs(model: ExportableModel, set: ImageSet): Promise<Float32Array> {
  const { pixelScale } = model;
  const batchSize = Math.min(set.count, 100);
  const trainable = await compile(model.analysis.model, set, { pixelScale, batchSize });
  trainable.load({ weights: model.weights });
  const { probabilities } = await trainable.evaluate({ set: 'train', indices: everyImage(set) });
  await trainable.dispose();
  return probabilities;
}

/** Grey levels as numbers from 0 to 255: what exported models take. */
export function greyLevels({ pixels }: ImageSet): Float32Array {
  return Float32Array.from(pixels);
}

let backend: Promise<void> | undefined;

async function startTfjs(): Promise<void> {
  setWasmPaths(
    fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)),
  );
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  expect(await tf.setBackend('wasm')).toBe(true);
}

/** By TensorFlow.js, the model loaded from these files as they would be over HTTP. */
export async function scoreWithTfjs(files: ExportedFiles, set: ImageSet): Promise<Float32Array> {
  backend ??= startTfjs();
  await backend;
  const fetchFunc = async (url: string) => {
    const content = files.get(url.replace('http://here/', ''));
    if (content === undefined) return new Response('', { status: 404 });
    const type = url.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    return new Response(Uint8Array.from(content), { headers: { 'content-type': type } });
  };
  const handler = tf.io.http('http://here/model.json', { fetchFunc: fetchFunc as typeof fetch });
  return predictWithTfjs(await tf.loadLayersModel(handler), set);
}

/** The probabilities that a loaded LayersModel gives. */
export async function predictWithTfjs(model: tf.LayersModel, set: ImageSet): Promise<Float32Array> {
  const images = tf.tensor4d(greyLevels(set), [set.count, set.height, set.width, set.channels]);
  const result = model.predict(images, { batchSize: 100 }) as tf.Tensor;
  const probabilities = (await result.data()) as Float32Array;
  tf.dispose([images, result]);
  model.dispose();
  return probabilities;
}

/** By onnxruntime-web. */
export async function scoreWithOnnx(files: ExportedFiles, set: ImageSet): Promise<Float32Array> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(files.get('model.onnx')!);
  const shape = [set.count, set.height, set.width, set.channels];
  const result = await session.run({ image: new ort.Tensor('float32', greyLevels(set), shape) });
  await session.release();
  return result.probabilities!.data as Float32Array;
}

/** The formats that others compute with, each from the exporter to the probabilities. */
export const elsewhere: Readonly<
  Record<string, (model: ExportableModel, set: ImageSet) => Promise<Float32Array>>
> = {
  tfjs: (model, set) => scoreWithTfjs(exportTfjs(model), set),
  onnxruntime: (model, set) => scoreWithOnnx(exportOnnx(model), set),
};

/** The same class for every image, and probabilities within 1e-5. */
export function expectSameAnswers(actual: Float32Array, expected: Float32Array, classes: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (const [i, value] of expected.entries()) {
    const distance = Math.abs(actual[i]! - value);
    worst = Math.max(worst, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  }
  expect(worst).toBeLessThan(1e-5);
  expect(classesOf(actual, classes)).toEqual(classesOf(expected, classes));
}

function classesOf(probabilities: Float32Array, classes: number): readonly number[] {
  return Array.from({ length: probabilities.length / classes }, (_, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}
