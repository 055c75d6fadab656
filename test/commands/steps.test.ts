import { expect, test } from 'vitest';
import { createStepLogger, describeProgress } from '#src/commands/progress/steps.js';

test.each([
  [{ done: 136_900_000, total: 273_800_000, unit: 'bytes' }, '━━━━━╌╌╌╌╌  50 % 136.9/273.8 MB'],
  [{ done: 300, total: 200, unit: 'bytes' }, '━━━━━━━━━━ 100 % 0.0/0.0 MB'],
  [{ done: 1_500_000, unit: 'bytes' }, '1.5 MB'],
  [{ done: 42, unit: 'packages' }, '42 packages'],
] as const)('the progress %j is told', (progress, text) => {
  expect(describeProgress({ type: 'progress', ...progress }, 60)).toBe(text);
});

test('without a terminal only what is finished is told, a line each', async () => {
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) } as never;
  const logger = await createStepLogger({ stream, quiet: false, color: false });
  logger.emit({ type: 'way', text: 'by \u001b[31mpip' });
  logger.emit({ type: 'step-started', step: 'download' });
  logger.emit({ type: 'progress', done: 1, total: 2, unit: 'bytes' });
  logger.emit({ type: 'step-finished', step: 'download', seconds: 1.234, detail: 'a wheel' });
  logger.emit({ type: 'passed-over', text: 'not so' });
  logger.close();
  expect(written.slice(1)).toEqual(['✓ download   1.23 s  a wheel\n', '  not so\n']);
  expect(written[0]).toMatch(/^by .*pip\n$/);
  expect(written[0]).not.toContain('\u001b');
});
