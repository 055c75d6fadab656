// The module itself is made from schemas/sweep-result.schema.json by scripts/build/schemas.mjs.
import type { SchemaError } from './experiment-validator.js';

interface Validate {
  (value: unknown): boolean;
  /** The errors of the last call. */
  readonly errors?: readonly SchemaError[] | null;
}

/** Checks the contents of the result.json of a sweep. */
export declare const validate: Validate;
/** schemas/sweep-result.schema.json itself. */
export declare const schema: unknown;
