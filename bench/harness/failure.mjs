/** Something that the person at the keyboard can put right: told in one line, without a stack. */
export class BenchFailure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A wrong option. */
export function usage(message) {
  return new BenchFailure(message, 2);
}

/** The value of one of src's outcomes. */
export function unwrap(outcome) {
  if (outcome.ok) return outcome.value;
  const { message, advice } = outcome.failure;
  throw new BenchFailure(advice === undefined ? message : `${message}; ${advice}`);
}
