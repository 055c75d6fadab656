import { checkCompilation } from '../check-compilation.js';
import type { Engine } from '../engine.js';
import type { TensorflowInstallation } from './installation.js';
import { loadTfjs } from './tfjs.js';
import { TensorflowTrainable } from './trainable.js';

/** TensorFlow as it is installed; nothing of it is loaded before a model is compiled. */
export function createTensorflowEngine({ entry, tensorflow, binarySha256 }: TensorflowInstallation): Engine {
  return {
    name: 'tensorflow',
    version: `tensorflow ${tensorflow}`,
    binarySha256,
    async compile(model, options) {
      const analysis = checkCompilation(model, options);
      return new TensorflowTrainable(loadTfjs(entry, options.threads), analysis, options);
    },
  };
}
