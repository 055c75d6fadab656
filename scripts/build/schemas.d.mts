/** Writes the types of specs and results, or with `check` returns a line for each file that does not match its schema. */
export declare function generateTypes(options?: { readonly check?: boolean }): Promise<string[]>;
/** Compiles the schemas into validators under `dist/spec/`. */
export declare function generateValidators(): Promise<void>;
