/** The classes of two data sets, matched by their names. */

export type ClassMatch =
  /** Of each of the one's classes, its number among the other's. */
  | { readonly kind: 'matched'; readonly numbers: Uint8Array }
  /** Names that the other does not have. */
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

/** Finds `classes` among `known`; order and number may differ, but every name must be there. */
export function matchClasses(classes: readonly string[], known: readonly string[]): ClassMatch {
  const names = classes.filter((name) => !known.includes(name));
  return names.length > 0
    ? { kind: 'unknown', names }
    : { kind: 'matched', numbers: Uint8Array.from(classes, (name) => known.indexOf(name)) };
}
