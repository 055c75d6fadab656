import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JsonValue } from './json.js';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** SHA-256 of bytes, in lower-case hexadecimal. */
export type BlobHash = Branded<'BlobHash'>;
/** SHA-256 of a stage's key record in canonical JSON: what the stage's output is filed under. */
export type StageKey = Branded<'StageKey'>;
/** SHA-256 of a stage's output (its meta and the hashes of its blobs) in canonical JSON. */
export type ContentHash = Branded<'ContentHash'>;
/** SHA-256 of a resolved spec in canonical JSON. */
export type SpecHash = Branded<'SpecHash'>;

/** SHA-256 of `bytes` in lower-case hexadecimal. */
export function sha256(bytes: Uint8Array | string): BlobHash {
  return createHash('sha256').update(bytes).digest('hex') as BlobHash;
}

/**
 * Writes `value` as canonical JSON (RFC 8785).
 *
 * @throws RangeError when a number in it is not finite: NaN and ±Infinity would all become `null`,
 * and two different records would share one key.
 */
export function canonicalJson(value: JsonValue): string {
  rejectNonFinite(value, '$');
  const text = canonicalize(value);
  if (text === undefined) throw new RangeError('canonical JSON: the value is undefined');
  return text;
}

/** SHA-256 of `value`'s canonical JSON. */
export function hashJson(value: JsonValue): BlobHash {
  return sha256(canonicalJson(value));
}

function rejectNonFinite(value: JsonValue | undefined, path: string): void {
  if (value === undefined) throw new RangeError(`canonical JSON: ${path} is undefined`);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`canonical JSON: ${path} is ${value}`);
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) rejectNonFinite(item, `${path}[${i}]`);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) rejectNonFinite(item as JsonValue, `${path}.${key}`);
  }
}
