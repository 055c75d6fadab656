/** How long a training run still takes, from the epochs and steps so far. */
import { performance } from 'node:perf_hooks';

export class Forecast {
  readonly #now: () => number;
  #started: number | undefined;
  /** Share of an epoch that was done when this process began its first step. */
  #epochsAtStart = 0;

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Seconds until `epochs` epochs are done, given that `epochsDone` (a fraction while one is under way) are; undefined
   * until enough was computed to tell.
   */
  remaining(epochsDone: number, epochs: number): number | undefined {
    if (this.#started === undefined) {
      this.#started = this.#now();
      this.#epochsAtStart = epochsDone;
      return undefined;
    }
    const done = epochsDone - this.#epochsAtStart;
    const seconds = (this.#now() - this.#started) / 1000;
    if (done <= 0 || seconds < 1) return undefined;
    return ((epochs - epochsDone) * seconds) / done;
  }
}
