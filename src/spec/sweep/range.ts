/** The ways in which a sweep's parameter says what it may be. */
import type { SweepParameter } from '../spec-types.generated.js';

/** The kinds of ranges, by the key that holds their bounds. */
export const RANGES = {
  int: { integer: true, scale: 'linear' },
  logInt: { integer: true, scale: 'log' },
  uniform: { integer: false, scale: 'linear' },
  logUniform: { integer: false, scale: 'log' },
} as const;
export type RangeKey = keyof typeof RANGES;
export const RANGE_KEYS = Object.keys(RANGES) as readonly RangeKey[];

export interface Range {
  readonly key: RangeKey;
  readonly low: number;
  readonly high: number;
  readonly step: number | null;
  readonly integer: boolean;
  readonly scale: 'linear' | 'log';
}

/** The range of a parameter; nothing for one with a list of values. */
export function rangeOf(parameter: SweepParameter): Range | undefined {
  for (const key of RANGE_KEYS) {
    const bounds = parameter[key];
    if (bounds === undefined) continue;
    const [low, high] = bounds;
    return { key, low, high, step: parameter.step ?? null, ...RANGES[key] };
  }
  return undefined;
}

/** Whether a grid is what a parameter asks for: it has values, or a step. */
export function isListed(parameter: SweepParameter): boolean {
  return parameter.values !== undefined || parameter.step !== undefined;
}
