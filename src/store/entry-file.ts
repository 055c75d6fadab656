/** The text of an entry file, and every check that stands between it and whoever believes it. */
import {
  type BlobHash,
  type ContentHash,
  canonicalJson,
  hashJson,
  type StageKey,
  sha256,
} from '../util/hash.js';
import type { JsonObject, JsonValue } from '../util/json.js';
import { FORMAT } from './layout.js';
import type { BlobReference, Entry } from './store.js';

const BEFORE_CHECKSUM = '{"checksum":"';
const BEFORE_BODY = '","entry":';
const AFTER_BODY = '}\n';
const CHECKSUM_AT = BEFORE_CHECKSUM.length;
const BODY_AT = CHECKSUM_AT + 64 + BEFORE_BODY.length;

/** SHA-256 of a key record's canonical JSON. */
export function keyOf(record: JsonObject): StageKey {
  return hashJson(record) as string as StageKey;
}

/** Hash of `meta` and the blobs' hashes: two outputs with the same content are the same to every later stage. */
export function contentOf(meta: JsonObject, blobs: Readonly<Record<string, BlobReference>>): ContentHash {
  const hashes = Object.fromEntries(Object.entries(blobs).map(([name, blob]) => [name, blob.sha256]));
  return hashJson({ blobs: hashes, meta }) as string as ContentHash;
}

/** The bytes of an entry's file. Its checksum covers the body's bytes as they stand, so that any changed byte is seen. */
export function encodeEntry(entry: Omit<Entry, 'key'>): Uint8Array {
  const { record, content, meta, blobs, notes } = entry;
  const references = Object.fromEntries(
    Object.entries(blobs).map(([name, { sha256, size }]) => [name, { sha256, size }]),
  );
  const body = canonicalJson({ format: FORMAT, record, content, meta, blobs: references, notes });
  return Buffer.from(`${BEFORE_CHECKSUM}${sha256(body)}${BEFORE_BODY}${body}${AFTER_BODY}`);
}

export type DecodedEntry =
  | { readonly ok: true; readonly entry: Entry }
  | { readonly ok: false; readonly problem: string };

/** Reads an entry's file, which must be whole, undamaged, and hold the entry of `key`. */
export function decodeEntry(bytes: Buffer, key: StageKey): DecodedEntry {
  const frame = bytes.toString('latin1', 0, BODY_AT);
  const body = bytes.subarray(BODY_AT, -AFTER_BODY.length);
  const isFramed =
    frame.startsWith(BEFORE_CHECKSUM) &&
    frame.endsWith(BEFORE_BODY) &&
    bytes.length > BODY_AT + AFTER_BODY.length &&
    bytes.toString('latin1', bytes.length - AFTER_BODY.length) === AFTER_BODY;
  if (!isFramed) return { ok: false, problem: 'is cut short or not an entry' };
  if (sha256(body) !== frame.slice(CHECKSUM_AT, CHECKSUM_AT + 64)) {
    return { ok: false, problem: 'does not match its checksum' };
  }
  // The checksum holds, so this is text that a store wrote (or took pains to forge).
  const entry = parseBody(body.toString(), key);
  if (entry === undefined) return { ok: false, problem: 'does not have the form of an entry' };
  if (keyOf(entry.record) !== key) return { ok: false, problem: 'is filed under a key that is not its own' };
  if (contentOf(entry.meta, entry.blobs) !== entry.content) {
    return { ok: false, problem: 'does not match its content hash' };
  }
  return { ok: true, entry };
}

function parseBody(text: string, key: StageKey): Entry | undefined {
  let body: JsonValue;
  try {
    body = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  if (!isObject(body) || body.format !== FORMAT) return undefined;
  const { record, content, meta, blobs, notes } = body;
  if (!isObject(record) || !isObject(meta) || !isObject(notes) || typeof content !== 'string')
    return undefined;
  if (!isObject(blobs) || !Object.values(blobs).every(isReference)) return undefined;
  return {
    key,
    record,
    content: content as ContentHash,
    meta,
    blobs: blobs as Readonly<Record<string, JsonValue>> as Readonly<
      Record<string, BlobReference & JsonObject>
    >,
    notes,
  };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isReference(value: JsonValue): boolean {
  return (
    isObject(value) && isHash(value.sha256) && Number.isSafeInteger(value.size) && (value.size as number) >= 0
  );
}

function isHash(value: JsonValue | undefined): value is BlobHash & JsonValue {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
