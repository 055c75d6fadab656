/**
 * The messages of an ONNX file, as far as they are needed here: names and numbers of fields as in the ONNX specification
 * ("Open Neural Network Exchange Intermediate Representation", version 8).
 */
import protobuf from 'protobufjs/light.js';

/** TensorProto.DataType */
export const FLOAT = 1;
export const INT64 = 7;

export interface TensorMessage {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: typeof FLOAT | typeof INT64;
  /** Little-endian. */
  readonly rawData: Uint8Array;
}

export interface AttributeMessage {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly ints?: readonly number[];
}

/** AttributeProto.AttributeType */
export const attributeTypes = { f: 1, i: 2, ints: 7 } as const;

export interface NodeMessage {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly AttributeMessage[];
}

/** A side is a number, or a name for one that is left open. */
export interface ValueMessage {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: {
        readonly dim: readonly ({ readonly dimValue: number } | { readonly dimParam: string })[];
      };
    };
  };
}

export interface ModelMessage {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly docString: string;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
  readonly graph: {
    readonly name: string;
    readonly node: readonly NodeMessage[];
    readonly initializer: readonly TensorMessage[];
    readonly input: readonly ValueMessage[];
    readonly output: readonly ValueMessage[];
  };
}

/** `[]` behind a type: repeated. */
type Fields = Readonly<Record<string, readonly [type: string, id: number]>>;

const messages: Readonly<Record<string, Fields>> = {
  Model: {
    irVersion: ['int64', 1],
    producerName: ['string', 2],
    producerVersion: ['string', 3],
    docString: ['string', 6],
    graph: ['Graph', 7],
    opsetImport: ['OperatorSet[]', 8],
    metadataProps: ['Entry[]', 14],
  },
  OperatorSet: { domain: ['string', 1], version: ['int64', 2] },
  Entry: { key: ['string', 1], value: ['string', 2] },
  Graph: {
    node: ['Node[]', 1],
    name: ['string', 2],
    initializer: ['Tensor[]', 5],
    input: ['Value[]', 11],
    output: ['Value[]', 12],
  },
  Node: {
    input: ['string[]', 1],
    output: ['string[]', 2],
    name: ['string', 3],
    opType: ['string', 4],
    attribute: ['Attribute[]', 5],
  },
  Attribute: {
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    ints: ['int64[]', 8],
    type: ['int32', 20],
  },
  Tensor: { dims: ['int64[]', 1], dataType: ['int32', 2], name: ['string', 8], rawData: ['bytes', 9] },
  Value: { name: ['string', 1], type: ['Type', 2] },
  Type: { tensorType: ['TensorType', 1] },
  TensorType: { elemType: ['int32', 1], shape: ['Shape', 2] },
  Shape: { dim: ['Dimension[]', 1] },
  Dimension: { dimValue: ['int64', 1], dimParam: ['string', 2] },
};

/** The bytes of an ONNX file. */
export function encodeModel(model: ModelMessage): Uint8Array {
  return protobuf.Root.fromJSON({ nested: descriptors() })
    .lookupType('Model')
    .encode(model as unknown as Record<string, unknown>)
    .finish();
}

function descriptors(): Record<string, protobuf.IType> {
  const types = Object.entries(messages).map(([name, fields]): [string, protobuf.IType] => [
    name,
    { fields: Object.fromEntries(Object.entries(fields).map(([field, of]) => [field, fieldOf(...of)])) },
  ]);
  return Object.fromEntries(types);
}

function fieldOf(type: string, id: number): protobuf.IField {
  return type.endsWith('[]') ? { type: type.slice(0, -2), id, rule: 'repeated' } : { type, id };
}
