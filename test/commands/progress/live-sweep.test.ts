import { expect, test } from 'vitest';
import { finishedLine, type LiveSweep, liveSweep } from '#src/commands/progress/live-sweep.js';

const state: LiveSweep = {
  objective: 'validation.accuracy',
  total: 16,
  done: 5,
  stopped: 0,
  failed: 1,
  cached: 2,
  running: [
    {
      number: 7,
      parameters: { lr: 0.03, momentum: 0.9 },
      epoch: 1.5,
      epochs: 2,
      validation: { accuracy: 0.9787, loss: 0.07 },
    },
    { number: 10, parameters: { lr: 0.01, momentum: 0 }, epoch: 0, epochs: 2 },
  ],
  best: { number: 3, parameters: { lr: 0.1, momentum: 0.9 }, validation: { accuracy: 0.9843, loss: 0.05 } },
  trialsPerMinute: 4.25,
  secondsLeft: 141,
};

test('how far the sweep is, the best so far, a line a running trial', () => {
  expect(liveSweep(state, { width: 100 }).join('\n')).toMatchInlineSnapshot(`
    "━━━━━━╌╌╌╌╌╌╌╌╌╌ 6 of 16 trials · 1 failed · 2 cached · 4.3 a minute · 2 min 21 s left
    best 98.43 %: trial 3 (lr 0.1, momentum 0.9)
       7  ━━━━━━╌╌ epoch 2/2  97.87 %  lr 0.03, momentum 0.9
      10  ╌╌╌╌╌╌╌╌ epoch 1/2        …  lr 0.01, momentum 0"
  `);
});

test('before anything is known, by loss, and with more trials running than fit', () => {
  const { best: _, trialsPerMinute: __, secondsLeft: ___, total: ____, ...start } = state;
  const running = Array.from({ length: 20 }, (_, i) => ({ ...state.running[0]!, number: i + 1 }));
  const lines = liveSweep(
    { ...start, objective: 'validation.loss', done: 0, stopped: 3, failed: 0, cached: 0, running },
    { width: 100 },
  );
  expect(lines[0]).toBe('3 trials · 3 stopped');
  expect(lines[1]).toContain('0.0700');
  expect(lines).toHaveLength(18);
  expect(lines.at(-1)).toBe('  and 4 more');
});

test.each([
  1, 20, 40, 80,
])('no line is wider than %i columns, and a last epoch is not counted past', (width) => {
  const over = { ...state, running: state.running.map((trial) => ({ ...trial, epoch: 2 })) };
  const lines = liveSweep(over, { width });
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width);
  expect(lines.join('\n')).not.toContain('3/2');
});

test('one line a finished trial', () => {
  const trial = { number: 3, parameters: { lr: 0.1 }, cached: false, epochs: 2 };
  const validation = { accuracy: 0.9851, loss: 0.05 };
  expect(finishedLine({ ...trial, status: 'done', validation }, state)).toBe(
    'trial 3 of 16: 98.51 % after 2 epochs (lr 0.1)',
  );
  expect(
    finishedLine(
      { ...trial, epochs: 1, status: 'stopped', cached: true, validation },
      { objective: 'validation.loss' },
    ),
  ).toBe('trial 3: 0.0500 after 1 epoch, stopped, cached (lr 0.1)');
  expect(finishedLine({ ...trial, status: 'failed', reason: 'killed\u001b[2J' }, state)).toBe(
    'trial 3 of 16: failed: killed\ufffd[2J (lr 0.1)',
  );
});
