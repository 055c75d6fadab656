import { describe, expect, it } from 'vitest';
import { describeWait } from '#src/commands/progress/duration.js';
import { Forecast } from '#src/commands/progress/forecast.js';
import { Story } from '#src/commands/progress/logger.js';

describe('Forecast', () => {
  it('tells the time that is left from the pace so far, not counting what was cached', () => {
    let now = 0;
    const forecast = new Forecast(() => now);
    // Epochs 1 to 10 of 50 came from the cache; the eleventh begins at time 0.
    expect(forecast.remaining(10, 50)).toBeUndefined();
    now = 30_000;
    expect(forecast.remaining(11, 50)).toBeCloseTo(39 * 30);
    now = 45_000;
    expect(forecast.remaining(11.5, 50)).toBeCloseTo(38.5 * 30);
  });

  it('says nothing before there is something to tell from', () => {
    const forecast = new Forecast(() => 0);
    forecast.remaining(0, 5);
    expect(forecast.remaining(0, 5)).toBeUndefined();
  });
});

describe('describeWait', () => {
  it.each([
    [0.4, '0 s'],
    [59, '59 s'],
    [200, '3 min 20 s'],
    [1800, '30 min'],
    [7500, '2 h 5 min'],
  ])('%d seconds: %s', (seconds, text) => {
    expect(describeWait(seconds)).toBe(text);
  });
});

describe('Story', () => {
  const row = {
    epoch: 3,
    seconds: 23.4,
    imagesPerSecond: 2300,
    learningRate: 0.01,
    train: { loss: 0.10214, accuracy: 0.969 },
    validation: { loss: 0.0511, accuracy: 0.9845 },
  };

  it('leaves a line for each epoch and each finished stage', () => {
    const story = new Story(false, 100);
    expect(story.tell({ type: 'epoch', epochs: 50, cached: false, best: true, row })).toEqual([
      '  epoch  3/50  loss 0.1021  96.90 %   validation 0.0511  98.45 %  23.4 s  best',
    ]);
    const finished = { type: 'stage-finished', stage: 'load', key: 'k', cached: true, seconds: 0 } as const;
    expect(story.tell(finished)).toEqual(['  load       cached']);
    expect(story.tell({ ...finished, cached: false, seconds: 1.234 })).toEqual(['✓ load       1.23 s']);
  });

  it('has a live line for what is under way, no wider than the terminal', () => {
    const story = new Story(false, 60);
    story.tell({ type: 'stage-started', stage: 'train' });
    story.tell({ type: 'training-started', epochs: 50 });
    story.tell({ type: 'epoch', epochs: 50, cached: false, best: true, row });
    story.tell({
      type: 'progress',
      stage: 'train',
      done: 400,
      total: 1600,
      unit: 'steps',
      detail: 'loss 0.0912',
    });
    const line = story.status() ?? '';
    expect(line).toContain('epoch 4/50');
    expect(line).toContain('25 %');
    expect([...line].length).toBeLessThan(60);
    story.tell({
      type: 'progress',
      stage: 'train',
      done: 800,
      total: 1600,
      unit: 'steps',
      detail: 'x'.repeat(90),
    });
    expect([...(story.status() ?? '')]).toHaveLength(59);
    story.tell({ type: 'stage-finished', stage: 'train', key: 'k', cached: false, seconds: 9 });
    expect(story.status()).toBeUndefined();
  });

  it('does not let a name in a spec write to the terminal', () => {
    const story = new Story(false, 80);
    expect(story.tell({ type: 'warning', message: 'a\u001b[2Jb' }).join()).not.toContain('\u001b');
  });
});
