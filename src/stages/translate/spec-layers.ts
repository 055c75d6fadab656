/** A model's layers as a spec would have them: what `modelOf` makes of these is the model again, with nothing frozen. */
import type { Layer } from '../../model/layer.js';
import type { JsonObject } from '../../util/json.js';

export function specLayersOf(layers: readonly Layer[]): readonly JsonObject[] {
  return layers.map(specLayerOf);
}

function specLayerOf(layer: Layer): JsonObject {
  switch (layer.kind) {
    case 'activation':
      return { activation: layer.activation };
    case 'residual': {
      const { shortcut, activation } = layer;
      const written = typeof shortcut === 'string' ? shortcut : specLayersOf(shortcut);
      return { residual: { layers: specLayersOf(layer.layers), shortcut: written, activation } };
    }
    case 'repeat':
      return { repeat: { times: layer.times, layers: specLayersOf(layer.layers) } };
    case 'add':
    case 'concatenate':
      return { [layer.kind]: { branches: layer.branches.map(specLayersOf) } };
    default: {
      const { kind, ...options } = layer;
      const told = Object.entries(options).filter(([name]) => name !== 'trainable');
      return { [kind]: Object.fromEntries(told) as JsonObject };
    }
  }
}
