/** A path that starts at a root, or a value's origin outside the folder: it means nothing elsewhere. */
export function machinePathIn(text: string): string | undefined;
