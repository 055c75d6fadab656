/**
 * Named tensors as bytes, in the safetensors format: a little-endian u64 with the header's length, the header (JSON, one
 * record a tensor: dtype, shape, data_offsets), the data. Only F32 is written and read. Typed arrays are copied as they
 * lie in memory: every platform that runs this is little-endian, as WebAssembly is.
 */
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { elementCount } from './describe.js';
import type { NamedTensor } from './layer.js';

const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
/** The reference implementation's limit on the header. */
const MOST_HEADER_BYTES = 100_000_000;
const METADATA = '__metadata__';

/**
 * Writes tensors as safetensors: the header sorted by name, the data in the order given, which `decodeTensors` restores.
 * The same tensors in the same order give the same bytes (sorted by name, those of the reference implementation).
 *
 * @param metadata text by name that the file carries along; sorted too.
 * @throws RangeError when two tensors have one name, or a shape does not match its data.
 */
export function encodeTensors(
  tensors: readonly NamedTensor[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const records = new Map<string, string>();
  let dataBytes = 0;
  for (const { name, shape, data } of tensors) {
    if (records.has(name) || name === METADATA)
      throw new RangeError(`tensor name ${JSON.stringify(name)} is taken`);
    if (elementCount(shape) !== data.length) {
      throw new RangeError(
        `tensor ${name} of shape [${shape}] holds ${data.length} values, not ${elementCount(shape)}`,
      );
    }
    const offsets = [dataBytes, dataBytes + data.byteLength];
    records.set(name, JSON.stringify({ dtype: 'F32', shape, data_offsets: offsets }));
    dataBytes += data.byteLength;
  }
  const sorted = <T>(entries: readonly (readonly [string, T])[]) =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const notes = JSON.stringify(Object.fromEntries(sorted(Object.entries(metadata ?? {}))));
  const members = [
    ...(metadata === undefined ? [] : [[METADATA, notes] as const]),
    ...sorted([...records]),
  ].map(([name, record]) => `${JSON.stringify(name)}:${record}`);
  const json = new TextEncoder().encode(`{${members.join(',')}}`);
  const headerBytes = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + dataBytes).fill(
    0x20,
    LENGTH_BYTES,
    LENGTH_BYTES + headerBytes,
  );
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, LENGTH_BYTES);
  let offset = LENGTH_BYTES + headerBytes;
  for (const { data } of tensors) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Reads safetensors bytes, the tensors in the order of their data. Nothing in the header is believed: the data must be
 * covered without gap or overlap by ranges that fit their shapes. Fails with one line on what is wrong.
 */
export function decodeTensors(bytes: Uint8Array): Outcome<readonly NamedTensor[], string> {
  const header = readHeader(bytes);
  if (!header.ok) return header;
  const { json, dataStart } = header.value;
  const records: TensorRecord[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === METADATA) continue;
    const record = readRecord(name, value);
    if (!record.ok) return record;
    records.push(record.value);
  }
  records.sort((a, b) => a.start - b.start || a.end - b.end);
  const tensors: NamedTensor[] = [];
  let position = 0;
  for (const { name, shape, start, end } of records) {
    if (start !== position)
      return fail(`tensor ${JSON.stringify(name)} starts at byte ${start}, not at ${position}`);
    if (end > bytes.length - dataStart) {
      return fail(`tensor ${JSON.stringify(name)} ends at byte ${end} of ${bytes.length - dataStart}`);
    }
    const data = new Float32Array((end - start) / FLOAT_BYTES);
    new Uint8Array(data.buffer).set(bytes.subarray(dataStart + start, dataStart + end));
    tensors.push({ name, shape, data });
    position = end;
  }
  if (dataStart + position !== bytes.length) {
    return fail(`${bytes.length - dataStart - position} bytes follow the last tensor`);
  }
  return succeed(tensors);
}

interface TensorRecord {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function readHeader(
  bytes: Uint8Array,
): Outcome<{ readonly json: object; readonly dataStart: number }, string> {
  if (bytes.length < LENGTH_BYTES) return fail(`${bytes.length} bytes are too few for a safetensors header`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(Math.min(MOST_HEADER_BYTES, bytes.length - LENGTH_BYTES))) {
    return fail(`the header claims ${length} bytes of a file of ${bytes.length}`);
  }
  const dataStart = LENGTH_BYTES + Number(length);
  let json: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(LENGTH_BYTES, dataStart),
    );
    json = JSON.parse(text);
  } catch {
    return fail('the header is not JSON');
  }
  if (!isRecord(json)) return fail('the header is not a JSON object');
  return succeed({ json, dataStart });
}

function readRecord(name: string, value: unknown): Outcome<TensorRecord, string> {
  const label = `tensor ${JSON.stringify(name)}`;
  if (!isRecord(value)) return fail(`${label} has no record`);
  if (value.dtype !== 'F32') return fail(`${label} has dtype ${JSON.stringify(value.dtype)}, not "F32"`);
  const shape = readCounts(value.shape);
  if (shape === undefined) return fail(`${label} has no valid shape`);
  const [start, end, ...more] = readCounts(value.data_offsets) ?? [];
  if (start === undefined || end === undefined || more.length > 0)
    return fail(`${label} has no valid data_offsets`);
  const size = elementCount(shape) * FLOAT_BYTES;
  if (end - start !== size)
    return fail(`${label} of shape [${shape}] needs ${size} bytes, not ${end - start}`);
  return succeed({ name, shape, start, end });
}

function readCounts(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const counts: readonly unknown[] = value;
  return counts.every(isCount) ? counts : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
