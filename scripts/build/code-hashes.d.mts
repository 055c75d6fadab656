/** Writes dist/code-hashes.json in `root` from what the compiler left in its dist/. */
export function hashCode(root: string): Promise<void>;
