/** One step of an installation: timed, told of, and with the errors that users can mend turned into failures. */
import { describeWriteError } from '../../../util/atomic-file.js';
import { fail, type Outcome } from '../../../util/outcome.js';
import type { StepName, Workplace } from './event.js';
import { interrupted } from './tool.js';
import { DamagedArchiveError } from './zip.js';

export const ELSEWHERE = 'choose another place with --to DIR or HWR_ENGINE_DIR';

/** @param detail says what came of it, in a few words */
export async function doStep<T>(
  place: Workplace,
  step: StepName,
  work: () => Promise<Outcome<T>>,
  detail: (value: T) => string,
): Promise<Outcome<T>> {
  if (place.signal.aborted) return fail(interrupted);
  place.emit({ type: 'step-started', step });
  const started = performance.now();
  const outcome = await guard(place, work);
  if (!outcome.ok) return outcome;
  // What cannot be stopped midway (copying) ends early without saying so.
  if (place.signal.aborted) return fail(interrupted);
  const seconds = (performance.now() - started) / 1000;
  place.emit({ type: 'step-finished', step, seconds, detail: detail(outcome.value) });
  return outcome;
}

/** What the file system refuses becomes a failure of kind `storage`; other errors are bugs. */
export async function guard<T>(
  place: Pick<Workplace, 'folder' | 'signal'>,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (place.signal.aborted) return fail(interrupted);
    if (error instanceof DamagedArchiveError) return fail({ kind: 'data', message: error.message });
    const { code, path: file = place.folder } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) throw error;
    return fail(describeWriteError(file, error as NodeJS.ErrnoException, ELSEWHERE));
  }
}

/** `853.3 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
