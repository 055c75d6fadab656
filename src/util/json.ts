/** A value that JSON can hold. Non-finite numbers are excluded where it matters, by `canonicalJson`. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
