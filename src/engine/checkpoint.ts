import type { NamedTensor, Shape } from '../model/layer.js';

/** Looks tensors of a state up by name. */
export function tensorsByName(tensors: readonly NamedTensor[]): (name: string, shape: Shape) => Float32Array {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return (name, shape) => {
    const tensor = byName.get(name);
    if (tensor === undefined) throw new RangeError(`the state has no tensor ${name}`);
    const length = shape.reduce((product, side) => product * side, 1);
    if (tensor.shape.join() !== shape.join() || tensor.data.length !== length) {
      throw new RangeError(`${name} has the shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
    return tensor.data;
  };
}
