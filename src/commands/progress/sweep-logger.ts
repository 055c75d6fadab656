/** A sweep as people see it while it runs, on stderr: live lines on a terminal, else one line a trial. */
import { withNames } from '../../report/named-values.js';
import type { SweepRecord } from '../../report/sweep-record.js';
import type { SweepEvent, TrainingEnd, TrainingId } from '../../run/run-search.js';
import type { JsonValue } from '../../util/json.js';
import {
  type FinishedTrial,
  finishedLine,
  type LiveSweep,
  liveSweep,
  type RunningTrial,
} from './live-sweep.js';
import type { LoggerOptions } from './logger.js';

export interface SweepLogger {
  readonly emit: (event: SweepEvent) => void;
  close(): void;
}

export interface SweepLoggerOptions extends LoggerOptions {
  readonly objective: SweepRecord['objective'];
  readonly repeats: number;
  /** What is varied, where its values have names. */
  readonly parameters?: SweepRecord['parameters'];
  /** Trials planned, where that is known. */
  readonly total?: number;
}

const REDRAW_MS = 80;

export async function createSweepLogger(options: SweepLoggerOptions): Promise<SweepLogger> {
  const { stream, quiet } = options;
  if (quiet) return { emit: () => undefined, close: () => undefined };
  const live = stream.isTTY
    ? (await import('log-update')).createLogUpdate(stream, { showCursor: true })
    : undefined;
  const progress = new SweepProgress(options);
  let drawn = 0;
  return {
    emit(event) {
      const line = progress.hear(event);
      if (live === undefined) {
        if (line !== undefined) stream.write(`${line}\n`);
        return;
      }
      const now = Date.now();
      if (event.type === 'training-event' && now - drawn < REDRAW_MS) return;
      drawn = now;
      live(liveSweep(progress.state(), { width: stream.columns || 80 }).join('\n'));
    },
    close() {
      live?.clear();
      live?.done();
    },
  };
}

/** Keeps the state that the live view shows. */
export class SweepProgress {
  readonly #options: Pick<SweepLoggerOptions, 'objective' | 'repeats' | 'parameters' | 'total'>;
  readonly #started = performance.now();
  readonly #running = new Map<number, RunningTrial>();
  #over = { done: 0, stopped: 0, failed: 0, cached: 0 };
  #best: LiveSweep['best'];

  constructor(options: Pick<SweepLoggerOptions, 'objective' | 'repeats' | 'parameters' | 'total'>) {
    this.#options = options;
  }

  /** The line that an event leaves behind, where there is no live view. */
  hear(event: SweepEvent): string | undefined {
    switch (event.type) {
      case 'training-started':
        this.#running.set(this.#numberOf(event.training), {
          number: this.#numberOf(event.training),
          parameters: this.#settingOf(event.training),
          epoch: 0,
          epochs: event.epochs,
        });
        return undefined;
      case 'training-event':
        this.#follow(event);
        return undefined;
      case 'training-finished':
        return this.#finish(event.training, event.end);
      default:
        return event satisfies never;
    }
  }

  state(): LiveSweep {
    const { objective, total } = this.#options;
    const { done, stopped, failed, cached } = this.#over;
    const computed = done + stopped + failed - cached;
    const minutes = (performance.now() - this.#started) / 60_000;
    const rate = computed > 1 ? computed / minutes : undefined;
    const left = total === undefined ? undefined : total - done - stopped - failed;
    return {
      objective,
      ...(total === undefined ? {} : { total }),
      ...this.#over,
      running: [...this.#running.values()],
      ...(this.#best === undefined ? {} : { best: this.#best }),
      ...(rate === undefined ? {} : { trialsPerMinute: rate }),
      ...(rate === undefined || left === undefined ? {} : { secondsLeft: (left / rate) * 60 }),
    };
  }

  #follow({ training, event }: Extract<SweepEvent, { type: 'training-event' }>): void {
    const number = this.#numberOf(training);
    const running = this.#running.get(number);
    if (running === undefined) return;
    if (event.type === 'epoch') {
      const { validation, epoch } = event.row;
      this.#running.set(number, { ...running, epoch, ...(validation === undefined ? {} : { validation }) });
    } else if (event.type === 'progress' && event.stage === 'train') {
      this.#running.set(number, {
        ...running,
        epoch: Math.floor(running.epoch) + Math.min(0.99, event.done / event.total),
      });
    }
  }

  #finish(training: TrainingId, { outcome, cached }: TrainingEnd): string | undefined {
    const number = this.#numberOf(training);
    this.#running.delete(number);
    if (!outcome.ok && outcome.failure.kind === 'interrupted') return undefined;
    const parameters = this.#settingOf(training);
    const trial: FinishedTrial = outcome.ok
      ? {
          number,
          parameters,
          status: outcome.value.answers === undefined ? 'stopped' : 'done',
          cached,
          epochs: outcome.value.history.length,
          validation: outcome.value.validation,
        }
      : {
          number,
          parameters,
          status: 'failed',
          cached,
          epochs: 0,
          reason: outcome.failure.message,
        };
    this.#over = {
      ...this.#over,
      [trial.status]: this.#over[trial.status] + 1,
      cached: this.#over.cached + (cached ? 1 : 0),
    };
    if (trial.validation !== undefined) this.#compare(number, parameters, trial.validation);
    return finishedLine(trial, this.#options);
  }

  #settingOf({ job }: TrainingId): RunningTrial['parameters'] {
    return withNames(this.#options.parameters ?? [], job.point);
  }

  #compare(
    number: number,
    parameters: Readonly<Record<string, JsonValue>>,
    validation: { readonly accuracy: number; readonly loss: number },
  ): void {
    const costOf = ({ accuracy, loss }: typeof validation) =>
      this.#options.objective === 'validation.loss' ? loss : -accuracy;
    if (this.#best === undefined || costOf(validation) < costOf(this.#best.validation))
      this.#best = { number, parameters, validation };
  }

  #numberOf({ job, repeat }: TrainingId): number {
    return job.trial * this.#options.repeats + repeat + 1;
  }
}
