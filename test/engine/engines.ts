/** The engines that tests are run on; TensorFlow where it is installed. */
import type { EngineName } from '#src/engine/engine.js';
import { installed } from './tensorflow/installed.js';

export interface TestedEngine {
  readonly name: EngineName;
  readonly missing: boolean;
}

export const engines: readonly (readonly [EngineName, TestedEngine])[] = [
  ['wasm', { name: 'wasm', missing: false }],
  ['tensorflow', { name: 'tensorflow', missing: installed === undefined }],
];
