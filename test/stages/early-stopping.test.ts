import { describe, expect, it } from 'vitest';
import type { EpochRow } from '#src/report/run-record.js';
import { type EarlyStopping, judgeEpochs } from '#src/stages/training/early-stopping.js';

const rule: EarlyStopping = { monitor: 'validation.loss', patience: 2, minDelta: 0, restoreBest: true };

function history(losses: readonly number[]): EpochRow[] {
  return losses.map((loss, i) => ({
    epoch: i + 1,
    seconds: 1,
    imagesPerSecond: 1,
    learningRate: 0.01,
    train: { loss: 9 - i, accuracy: i / 100 },
    validation: { loss, accuracy: 1 - loss },
  }));
}

describe('judgeEpochs', () => {
  // What Keras's EarlyStopping does with the same losses: it stops after `patience` epochs without improvement.
  it.each([
    { losses: [5, 4, 3], keep: 3, stop: false },
    { losses: [5, 4, 4.5], keep: 2, stop: false },
    { losses: [5, 4, 4.5, 4.2], keep: 2, stop: true },
    { losses: [5, 4, 4, 4], keep: 2, stop: true },
    { losses: [5, 4, 4.5, 3.9], keep: 4, stop: false },
  ])('$losses: keeps epoch $keep, stops: $stop', ({ losses, keep, stop }) => {
    expect(judgeEpochs(history(losses), rule)).toMatchObject({ keep, stop });
  });

  it('keeps the last epoch when the best one is not to be restored, or when there is no rule', () => {
    const rows = history([5, 4, 4.5]);
    expect(judgeEpochs(rows, { ...rule, restoreBest: false })).toEqual({ keep: 3, best: 2, stop: false });
    expect(judgeEpochs(rows, null)).toEqual({ keep: 3, best: 3, stop: false });
  });

  it('does not take a change within minDelta for an improvement', () => {
    expect(judgeEpochs(history([5, 4.95, 4.9]), { ...rule, minDelta: 0.1 })).toEqual({
      keep: 1,
      best: 1,
      stop: true,
    });
    expect(judgeEpochs(history([5, 4.95, 4.8]), { ...rule, minDelta: 0.1 })).toMatchObject({
      keep: 3,
      stop: false,
    });
  });

  it('wants an accuracy to rise', () => {
    expect(judgeEpochs(history([5, 4, 6]), { ...rule, monitor: 'validation.accuracy' }).best).toBe(2);
    expect(judgeEpochs(history([5, 4, 6]), { ...rule, monitor: 'train.accuracy' }).best).toBe(3);
    expect(judgeEpochs(history([5, 4, 6]), { ...rule, monitor: 'train.loss' }).best).toBe(3);
  });
});
