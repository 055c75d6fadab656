/** NumPy's NPY format, versions 1 to 3 (NEP 1): a header in Python's syntax, then the values. */
import { fail, type Outcome, succeed } from '../../util/outcome.js';

export interface NpyHeader {
  readonly shape: readonly number[];
  readonly isFortran: boolean;
  readonly type: NpyType;
  /** Bytes of the header: where the values begin. */
  readonly length: number;
}

export interface NpyType {
  readonly kind: 'int' | 'uint' | 'float' | 'bool';
  readonly bytes: 1 | 2 | 4 | 8;
  readonly isLittle: boolean;
}

/** Values in C order, whatever order the file has them in. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly type: NpyType;
  readonly values: Float64Array | Float32Array | Uint8Array;
}

const MAGIC = '\x93NUMPY';
/** More than any header of numbers has: those of records are longer, and are refused all the same. */
const LONGEST_HEADER = 64 * 1024;

const kinds: Readonly<Record<string, NpyType['kind']>> = { i: 'int', u: 'uint', f: 'float', b: 'bool' };

/** Reads the header; the reason in a failure follows the array's name. */
export function readNpyHeader(bytes: Uint8Array): Outcome<NpyHeader, string> {
  const text = (from: number, to: number): string =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);
  if (text(0, 6) !== MAGIC) return fail('is no NPY array');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) return fail(`has version ${version} of the NPY format, which is not known`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) return fail('is truncated in its header');
  const size = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (size > LONGEST_HEADER) return fail('has a header too long for an array of numbers');
  if (bytes.length < start + size) return fail('is truncated in its header');
  const header = text(start, start + size);
  const type = readType(header);
  if (!type.ok) return type;
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (order === undefined || shape === undefined) return fail('has a header without a shape and an order');
  const dimensions = shape
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  return succeed({
    shape: dimensions,
    isFortran: order === 'True',
    type: type.value,
    length: start + size,
  });
}

function readType(header: string): Outcome<NpyType, string> {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  if (descr === undefined) return fail('is made of records, not of numbers');
  const [, order = '', letter = '', size = ''] = /^([<>|=])([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  if (letter === 'O') return fail('holds Python objects, which are not read');
  if (letter === 'S' || letter === 'U') return fail('holds text, not numbers');
  const kind = kinds[letter];
  const bytes = Number(size);
  const isKnown = (bytes === 1 && kind !== 'float') || ((bytes === 4 || bytes === 8) && kind !== 'bool');
  if (kind === undefined || !(isKnown || (bytes === 2 && (kind === 'int' || kind === 'uint'))))
    return fail(`holds numbers of type ${descr}, which are not read`);
  // `=` would be the order of the machine that wrote it, but NumPy never writes it.
  return succeed({ kind, bytes: bytes as NpyType['bytes'], isLittle: order !== '>' });
}

/** Reads the values that follow the header. */
export function readNpyValues(header: NpyHeader, bytes: Uint8Array): Outcome<NpyArray, string> {
  const { shape, type, isFortran, length } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  const data = bytes.subarray(length);
  if (data.length !== count * type.bytes) {
    const what = data.length < count * type.bytes ? 'is truncated' : 'has too many bytes';
    return fail(`${what}: ${data.length} bytes of values instead of ${count * type.bytes}`);
  }
  const values = decode(type, data, count);
  return succeed({ shape, type, values: isFortran ? inRowOrder(values, shape) : values });
}

function decode({ kind, bytes, isLittle }: NpyType, data: Uint8Array, count: number): NpyArray['values'] {
  // A Buffer's slice would share its memory.
  if (bytes === 1 && kind !== 'int') return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = kind === 'float' && bytes === 4 ? new Float32Array(count) : new Float64Array(count);
  const read = readerOf(view, kind, bytes, isLittle);
  for (let i = 0; i < count; i++) values[i] = read(i * bytes);
  return values;
}

function readerOf(
  view: DataView,
  kind: NpyType['kind'],
  bytes: number,
  isLittle: boolean,
): (at: number) => number {
  switch (`${kind}${bytes}`) {
    case 'int1':
      return (at) => view.getInt8(at);
    case 'int2':
      return (at) => view.getInt16(at, isLittle);
    case 'int4':
      return (at) => view.getInt32(at, isLittle);
    case 'int8':
      return (at) => Number(view.getBigInt64(at, isLittle));
    case 'uint2':
      return (at) => view.getUint16(at, isLittle);
    case 'uint4':
      return (at) => view.getUint32(at, isLittle);
    case 'uint8':
      return (at) => Number(view.getBigUint64(at, isLittle));
    case 'float4':
      return (at) => view.getFloat32(at, isLittle);
    default:
      return (at) => view.getFloat64(at, isLittle);
  }
}

/** Fortran's order counts the first index fastest, C's the last one. */
function inRowOrder<T extends NpyArray['values']>(values: T, shape: readonly number[]): T {
  const sorted = values.slice() as T;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    sorted[to] = values[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [size = 1, stride = 0, at = 0] = [shape[axis], strides[axis], index[axis]];
      if (at + 1 < size) {
        index[axis] = at + 1;
        from += stride;
        break;
      }
      index[axis] = 0;
      from -= stride * at;
    }
  }
  return sorted;
}
