/** When to stop, and which epoch was best: a pure function of the epochs so far, with the meaning of Keras's EarlyStopping. */
import type { EpochRow } from '../../report/run-record.js';

export type MonitoredFigure = 'validation.loss' | 'validation.accuracy' | 'train.loss' | 'train.accuracy';

export interface EarlyStopping {
  readonly monitor: MonitoredFigure;
  /** Epochs without improvement after which training stops. */
  readonly patience: number;
  /** A change must be larger than this to count as an improvement. */
  readonly minDelta: number;
  /** Keep the best epoch's weights instead of the last one's. */
  readonly restoreBest: boolean;
}

export interface StoppingState {
  /** The epoch whose weights are kept if training ends now. */
  readonly keep: number;
  readonly best: number;
  readonly stop: boolean;
}

/** Judges the epochs trained so far (from the first, in order). Without early stopping the last epoch is kept. */
export function judgeEpochs(history: readonly EpochRow[], rule: EarlyStopping | null): StoppingState {
  const last = history.at(-1)?.epoch ?? 0;
  if (rule === null) return { keep: last, best: last, stop: false };
  const sign = rule.monitor.endsWith('loss') ? -1 : 1;
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const row of history) {
    const score = sign * monitored(row, rule.monitor);
    if (score - rule.minDelta > bestScore) {
      best = row.epoch;
      bestScore = score;
    }
  }
  return { keep: rule.restoreBest ? best : last, best, stop: last - best >= rule.patience };
}

function monitored(row: EpochRow, figure: MonitoredFigure): number {
  const [split, name] = figure.split('.') as ['train' | 'validation', 'loss' | 'accuracy'];
  const figures = row[split];
  if (figures === undefined) throw new Error(`early stopping monitors ${figure}, but there is no such split`);
  return figures[name];
}
