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
