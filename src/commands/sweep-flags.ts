/** The flags of a sweep, checked as far as no spec is needed for it. */
import { quote } from '../spec/diagnostic.js';
import type { SweepFlags } from '../spec/sweep/apply.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { usage, wholeNumber } from './flag-values.js';

/** As the command line gives them. */
export interface GivenSweepFlags {
  readonly sweep?: readonly string[];
  readonly strategy?: string;
  readonly trials?: string;
  readonly repeats?: string;
  readonly objective?: string;
  readonly jobs?: string;
  readonly maxTime?: string;
  readonly maxEpochs?: string;
  readonly yes?: boolean;
}

/** A sweep that the command line asks for. */
export interface SweepRequest {
  /** What it says of the sweep itself, for `loadSpec`. */
  readonly flags: SweepFlags;
  /** The spec, where a `--sweep` without a value stands before it and took it for its value. */
  readonly spec?: string;
  /** Processes; as many as the machine has cores where nothing is said. */
  readonly jobs?: number;
  /** No trial begins after so many seconds. */
  readonly maxSeconds?: number;
  /** Whether a sweep of any size may begin. */
  readonly yes: boolean;
}

const ONLY_SWEEPS = {
  strategy: '--strategy',
  trials: '--trials',
  repeats: '--repeats',
  objective: '--objective',
  jobs: '--jobs',
  maxTime: '--max-time',
  maxEpochs: '--max-epochs',
  yes: '--yes',
} as const;

/** Nothing where no sweep is asked for. */
export function resolveSweepFlags(given: GivenSweepFlags): Outcome<SweepRequest | undefined> {
  const { strategy, objective, yes = false } = given;
  // Several seeds of the spec as it is are a sweep, too.
  const sweep = given.sweep ?? (given.repeats === undefined ? undefined : []);
  if (sweep === undefined) {
    for (const [key, flag] of Object.entries(ONLY_SWEEPS)) {
      if (given[key as keyof typeof ONLY_SWEEPS] === undefined) continue;
      return usage(`${flag} is about a sweep, and there is none`, 'add --sweep');
    }
    return succeed(undefined);
  }
  const trials = wholeNumber('--trials', given.trials, 1, 1_000_000);
  if (!trials.ok) return trials;
  const repeats = wholeNumber('--repeats', given.repeats, 1, 1000);
  if (!repeats.ok) return repeats;
  const maxEpochs = wholeNumber('--max-epochs', given.maxEpochs, 1, 1_000_000_000);
  if (!maxEpochs.ok) return maxEpochs;
  const jobs = wholeNumber('--jobs', given.jobs, 1, 256);
  if (!jobs.ok) return jobs;
  const maxSeconds = secondsOf(given.maxTime);
  if (!maxSeconds.ok) return maxSeconds;
  const spec = sweep.find(isSpec);
  return succeed({
    flags: {
      words: sweep.map((word) => (isSpec(word) ? '' : word)),
      ...(strategy === undefined ? {} : { strategy }),
      ...(objective === undefined ? {} : { objective }),
      ...(trials.value === undefined ? {} : { trials: trials.value }),
      ...(repeats.value === undefined ? {} : { repeats: repeats.value }),
      ...(maxEpochs.value === undefined ? {} : { maxEpochs: maxEpochs.value }),
    },
    ...(jobs.value === undefined ? {} : { jobs: jobs.value }),
    ...(maxSeconds.value === undefined ? {} : { maxSeconds: maxSeconds.value }),
    ...(spec === undefined ? {} : { spec }),
    yes,
  });
}

/** `--sweep x.yaml` sweeps x.yaml. */
function isSpec(word: string): boolean {
  return /\.ya?ml$/.test(word) && !word.includes('=');
}

/** Reads `90s`, `30m`, `2h` or `1h30m`. */
function secondsOf(text: string | undefined): Outcome<number | undefined> {
  if (text === undefined) return succeed(undefined);
  const match = /^(?:(\d{1,6})h)?(?:(\d{1,6})m(?:in)?)?(?:(\d{1,9})s)?$/.exec(text);
  const [hours, minutes, seconds] = [match?.[1], match?.[2], match?.[3]].map((part) => Number(part ?? 0));
  const total = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  if (match !== null && total > 0) return succeed(total);
  return usage(`--max-time ${quote(text)} is not a time`, 'write 90s, 30m, 2h or 1h30m');
}
