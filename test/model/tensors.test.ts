import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedTensor } from '#src/model/layer.js';
import { decodeTensors, encodeTensors } from '#src/model/tensors.js';

const reference = new Uint8Array(
  readFileSync(new URL('../fixtures/model/tensors.safetensors', import.meta.url)),
);
const referenceTensors: readonly NamedTensor[] = [
  {
    name: 'conv2d/kernel',
    shape: [1, 2, 1, 3],
    data: Float32Array.from([0, 1, 2, 3, 4, 5], (i) => Math.fround(i / 3) - 1),
  },
  { name: 'dense/bias', shape: [3], data: Float32Array.of(0.1, -0, 3e38) },
  { name: 'empty', shape: [2, 0], data: new Float32Array() },
  { name: 'größe', shape: [], data: Float32Array.of(Math.PI) },
];

/** A file with this header over `dataBytes` zero bytes. */
function fileOf(header: unknown, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const tensorList = fc.uniqueArray(
  fc
    .record({
      name: fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__'),
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
      seed: fc.float({ noNaN: true }),
    })
    .map(({ name, shape, seed }): NamedTensor => {
      const length = shape.reduce((a, b) => a * b, 1);
      return { name, shape, data: new Float32Array(length).fill(seed).map((v, i) => v + i) };
    }),
  { selector: ({ name }) => name, maxLength: 6 },
);

describe('safetensors', () => {
  it('writes the bytes of the reference implementation', () => {
    expect(Buffer.from(encodeTensors(referenceTensors))).toEqual(Buffer.from(reference));
  });

  it('reads the reference implementation’s bytes', () => {
    expect(decodeTensors(reference)).toEqual({ ok: true, value: referenceTensors });
  });

  it('gives back what it was given, in order', () => {
    fc.assert(
      fc.property(tensorList, (tensors) => {
        expect(decodeTensors(encodeTensors(tensors))).toEqual({ ok: true, value: tensors });
      }),
    );
  });

  it('takes any name', () => {
    const tensors = ['__proto__', '', '"', 'constructor', '10', '9'].map((name) => ({
      name,
      shape: [1],
      data: Float32Array.of(1),
    }));
    expect(decodeTensors(encodeTensors(tensors))).toEqual({ ok: true, value: tensors });
  });

  it('reads from any offset of a larger buffer, and keeps no part of it', () => {
    const larger = new Uint8Array(reference.length + 3);
    larger.set(reference, 3);
    const outcome = decodeTensors(larger.subarray(3));
    larger.fill(0);
    expect(outcome).toEqual({ ok: true, value: referenceTensors });
  });

  it('ignores metadata', () => {
    expect(decodeTensors(fileOf({ __metadata__: { format: 'pt' } }))).toEqual({ ok: true, value: [] });
  });

  it('refuses two tensors of one name, and data that its shape does not fit', () => {
    const tensor = { name: 'a', shape: [2], data: new Float32Array(2) };
    expect(() => encodeTensors([tensor, tensor])).toThrow('tensor name "a" is taken');
    expect(() => encodeTensors([{ ...tensor, shape: [3] }])).toThrow(
      'tensor a of shape [3] holds 2 values, not 3',
    );
  });

  const f32 = (start: number, end: number, shape: readonly number[] = [(end - start) / 4]) => ({
    dtype: 'F32',
    shape,
    data_offsets: [start, end],
  });
  const damaged: readonly [string, Uint8Array, string][] = [
    ['nothing', new Uint8Array(), '0 bytes are too few'],
    ['half a length', new Uint8Array(7), '7 bytes are too few'],
    ['a header longer than the file', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), 'the header claims 1 bytes'],
    ['a header of 2⁶⁴ − 1 bytes', new Uint8Array(16).fill(255), 'the header claims 18446744073709551615'],
    ['no JSON', fileOf('{'), 'not JSON'],
    ['bytes that are no UTF-8', Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff, 0x22), 'not JSON'],
    ['deep nesting', fileOf('['.repeat(100_000)), 'not JSON'],
    ['a list', fileOf([]), 'not a JSON object'],
    ['null', fileOf(null), 'not a JSON object'],
    ['a tensor without record', fileOf({ a: 1 }), '"a" has no record'],
    ['doubles', fileOf({ a: { ...f32(0, 8), dtype: 'F64' } }, 8), 'dtype "F64", not "F32"'],
    ['a negative side', fileOf({ a: f32(0, 8, [-2, -1]) }, 8), 'no valid shape'],
    ['a fractional side', fileOf({ a: f32(0, 8, [0.5, 4]) }, 8), 'no valid shape'],
    ['one offset', fileOf({ a: { ...f32(0, 8), data_offsets: [0] } }, 8), 'no valid data_offsets'],
    ['three offsets', fileOf({ a: { ...f32(0, 8), data_offsets: [0, 8, 8] } }, 8), 'no valid data_offsets'],
    ['offsets before the data', fileOf({ a: f32(-8, 0) }, 8), 'no valid data_offsets'],
    ['offsets after the data', fileOf({ a: f32(0, 12) }, 8), 'ends at byte 12 of 8'],
    [
      'a shape of 2⁶⁴ values',
      fileOf({ a: f32(0, 8, [2 ** 32, 2 ** 32]) }, 8),
      'needs 73786976294838210000 bytes, not 8',
    ],
    ['a shape that does not fit', fileOf({ a: f32(0, 8, [3]) }, 8), 'needs 12 bytes, not 8'],
    ['an overlap', fileOf({ a: f32(0, 8), b: f32(4, 12) }, 12), '"b" starts at byte 4, not at 8'],
    ['a gap', fileOf({ a: f32(0, 4), b: f32(8, 12) }, 12), '"b" starts at byte 8, not at 4'],
    [
      'one record twice',
      fileOf(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
      'starts at byte 4',
    ],
    ['trailing bytes', fileOf({ a: f32(0, 4) }, 5), '1 bytes follow'],
  ];
  it.each(damaged)('refuses %s', (_, bytes, message) => {
    const outcome = decodeTensors(bytes);
    expect(outcome).toEqual({ ok: false, failure: expect.stringContaining(message) });
  });

  it('never throws on damaged bytes', () => {
    fc.assert(
      fc.property(
        fc.nat(reference.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(reference.length),
        (at, byte, length) => {
          const bytes = reference.slice();
          bytes[at] = byte;
          expect(() => decodeTensors(bytes.subarray(0, length))).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });
});
