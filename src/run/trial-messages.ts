/** What the process of a sweep and those of its trials tell each other. */
import type { EngineName } from '../engine/engine.js';
import type { PackedSpec } from '../spec/pack.js';
import type { Outcome } from '../util/outcome.js';
import type { RunEvent } from './events.js';
import type { TrialOutcome } from './run-trial.js';

/** All that a trial's process needs to know. */
export interface TrialTask {
  readonly spec: PackedSpec;
  readonly until: number | null;
  readonly engine: EngineName;
  readonly threads: number;
  readonly cacheDir: string;
  readonly dataDir?: string;
}

export type ToTrial = { readonly type: 'run'; readonly task: TrialTask } | { readonly type: 'stop' };

export type FromTrial =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'finished'; readonly outcome: Outcome<TrialOutcome> };
