/** What happens in a run, for loggers and the journal. */
import type { StageEvent, StageName } from '../stages/stage.js';

export type RunEvent =
  | StageEvent
  | {
      readonly type: 'run-started';
      readonly name: string;
      readonly specHash: string;
      readonly folder: string;
      readonly engine: string;
      readonly threads: number;
    }
  | { readonly type: 'stage-started'; readonly stage: StageName }
  | {
      readonly type: 'stage-finished';
      readonly stage: StageName;
      readonly key: string;
      readonly cached: boolean;
      /** In this run. */
      readonly seconds: number;
    }
  | { readonly type: 'waiting'; readonly stage: StageName; readonly pid: number; readonly host: string }
  | { readonly type: 'damaged'; readonly stage: StageName; readonly blob: string }
  | { readonly type: 'run-finished'; readonly seconds: number }
  | { readonly type: 'run-failed'; readonly kind: string; readonly message: string };

export type Emit = (event: RunEvent) => void;
