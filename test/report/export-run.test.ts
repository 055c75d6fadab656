import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { exportRun } from '#src/report/export-run.js';
import { exampleRecord } from './example-record.js';

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test('each format has its files', async () => {
  const record = exampleRecord();
  expect(Object.keys(await exportRun(record, ['csv']))).toEqual([
    'results.csv',
    'history.csv',
    'predictions-train.csv',
    'predictions-validation.csv',
    'predictions-test.csv',
  ]);
  expect(Object.keys(await exportRun(record, ['markdown']))).toEqual(['results.md']);
  expect(Object.keys(await exportRun(record, ['html']))).toEqual([
    'report.html',
    'plots/learning-curves.svg',
    'plots/confusion-train.svg',
    'plots/confusion-validation.svg',
    'plots/confusion-test.svg',
    'samples.png',
    'augmented.png',
  ]);
  expect(await exportRun(record, [])).toEqual({});
});

test('the files hold what their names say', async () => {
  const files = await exportRun(exampleRecord(), ['csv', 'markdown', 'html']);
  expect(text(files['results.csv'])).toMatch(/^split,accuracy,/);
  expect(text(files['predictions-test.csv']).trimEnd().split('\n')).toHaveLength(401);
  expect(text(files['results.md'])).toMatch(/^# baseline\n/);
  expect(text(files['report.html'])).toMatch(/^<!doctype html>/);
  expect(files['report.html']!.length).toBeLessThan(3_000_000);
  expect(decode(files['samples.png']!).width).toBeGreaterThan(32);
  expect(decode(files['augmented.png']!).width).toBeGreaterThan(48);
});

test('what a run does not have is no file', async () => {
  const bare = exampleRecord({ splits: {}, predictions: {}, history: [], samples: [], augmented: [] });
  expect(Object.keys(await exportRun(bare, ['csv', 'html']))).toEqual([
    'results.csv',
    'history.csv',
    'report.html',
  ]);
});
