/** An ONNX graph as it grows: operations, and the constants that they read. */
import { bytesOf } from '../exportable.js';
import {
  type AttributeMessage,
  attributeTypes,
  FLOAT,
  INT64,
  type NodeMessage,
  type TensorMessage,
} from './messages.js';

/** Numbers are written as floats where they are marked so, else as whole numbers. */
export type Attribute = number | readonly number[] | { readonly float: number };

export class Graph {
  readonly nodes: NodeMessage[] = [];
  readonly constants: TensorMessage[] = [];

  /** Appends an operation whose one output has its own name, and returns that. */
  operation(
    opType: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ input: inputs, output: [name], name, opType, attribute });
    return name;
  }

  /** Adds float32 constants and returns their name. */
  floats(name: string, dims: readonly number[], values: ArrayLike<number>): string {
    const data = values instanceof Float32Array ? values : Float32Array.from(values);
    this.constants.push({ name, dims, dataType: FLOAT, rawData: bytesOf({ name, shape: dims, data }) });
    return name;
  }

  /** Adds a row of whole numbers. */
  integers(name: string, values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    const rawData = new Uint8Array(data.buffer);
    this.constants.push({ name, dims: [values.length], dataType: INT64, rawData });
    return name;
  }
}

function attributeOf(name: string, value: Attribute): AttributeMessage {
  if (typeof value === 'number') return { name, type: attributeTypes.i, i: value };
  if ('float' in value) return { name, type: attributeTypes.f, f: value.float };
  return { name, type: attributeTypes.ints, ints: value };
}
