// The module itself is made from schemas/experiment.schema.json by scripts/build/schemas.mjs.

/** An error as ajv reports it. */
export interface SchemaError {
  /** JSON pointer into the validated value. */
  readonly instancePath: string;
  /** JSON pointer, as a URI fragment, to the keyword in the schema. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Validate {
  (value: unknown): boolean;
  /** The errors of the last call. */
  readonly errors?: readonly SchemaError[] | null;
}

/** Checks a merged spec, shorthands and all. */
export declare const validate: Validate;
/** schemas/experiment.schema.json itself. */
export declare const schema: unknown;
