/** Something that is not as a run has it on record. */
export interface Difference {
  /** Where it was found: a file of the run's folder, or the link of the chain that breaks. */
  readonly where: string;
  /** Continues it: `state differs: weights`. */
  readonly what: string;
  readonly recorded?: string | number;
  /** What is in the file, or what was computed. */
  readonly found?: string | number;
}

/** `epoch 3: state differs: weights (1324016b… recorded, 77aa01b2… computed)`. */
export function describeDifference({ where, what, recorded, found }: Difference, verb: string): string {
  if (recorded === undefined || found === undefined) return `${where}: ${what}`;
  return `${where}: ${what} (${shown(recorded)} recorded, ${shown(found)} ${verb})`;
}

/** A hash by its beginning, anything else as it is. */
function shown(value: string | number): string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 8)}…` : String(value);
}
