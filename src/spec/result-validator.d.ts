// The module itself is made from schemas/result.schema.json by scripts/build/schemas.mjs.
import type { SchemaError } from './experiment-validator.js';

interface Validate {
  (value: unknown): boolean;
  /** The errors of the last call. */
  readonly errors?: readonly SchemaError[] | null;
}

/** Checks the contents of a result.json. */
export declare const validate: Validate;
/** schemas/result.schema.json itself. */
export declare const schema: unknown;
