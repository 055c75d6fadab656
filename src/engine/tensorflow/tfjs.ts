/** @tensorflow/tfjs-node, which lies in a folder of its own: it is installed apart from this program. */
import { createRequire } from 'node:module';
import nodeUtil from 'node:util';
import type * as Core from '@tensorflow/tfjs-core';

export type Tf = typeof Core;
export type Tensor = Core.Tensor;

/** An attribute of one of TensorFlow's own operations. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What tfjs-node offers beside tfjs-core: TensorFlow's operations by their own names, eagerly. */
export interface NativeBackend {
  /** Enumerations of TensorFlow's C interface, and its version. */
  readonly binding: Readonly<Record<string, number>> & { readonly TF_Version: string };
  executeSingleOutput(operation: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

export interface Tfjs {
  readonly tf: Tf;
  readonly native: NativeBackend;
}

const loaded = new Map<string, Tfjs>();

/**
 * Loads tfjs-node from `entry`. TensorFlow takes its number of threads from the environment, once: the first call in a
 * process decides.
 */
export function loadTfjs(entry: string, threads: number): Tfjs {
  const known = loaded.get(entry);
  if (known !== undefined) return known;
  Object.assign(process.env, {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    // Its greetings would end up among the progress.
    TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? '2',
  });
  // tfjs-node 4.22 calls it; Node 23 has removed it.
  const util = nodeUtil as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const tf = createRequire(import.meta.url)(entry) as Tf;
  const tfjs = { tf, native: tf.backend() as unknown as NativeBackend };
  loaded.set(entry, tfjs);
  return tfjs;
}
