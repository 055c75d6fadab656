/** What went wrong, in the user's terms; each kind has one exit code (see `exitCodes` in cli). */
export type FailureKind = 'usage' | 'spec' | 'data' | 'storage' | 'run' | 'interrupted';

/** A place in the user's own file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly col?: number;
}

/** A failure that a user can mend: one line that says what is wrong, where, and what to do. */
export interface Failure {
  readonly kind: FailureKind;
  /** What is wrong, without a full stop: `unknown key "optimiser"`. */
  readonly message: string;
  readonly place?: Place;
  /** What to do: `did you mean "optimizer"?`. */
  readonly advice?: string;
}

/** The result of something that can fail for a user's reason. Exceptions are for bugs. */
export type Outcome<T, F = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F };

/** Wraps a value as a success. */
export function succeed<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Wraps a failure. */
export function fail<F = Failure>(failure: F): { readonly ok: false; readonly failure: F } {
  return { ok: false, failure };
}
