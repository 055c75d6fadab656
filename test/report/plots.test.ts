import { expect, test } from 'vitest';
import { confusionSvg } from '#src/report/plots/confusion.js';
import { curveSvg, learningCurvesSvg } from '#src/report/plots/learning-curves.js';
import { pageTheme } from '#src/report/plots/theme.js';
import { exampleRecord } from './example-record.js';

const textsOf = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);

test('learning curves: both, on white, with the kept epoch marked', async () => {
  const svg = await learningCurvesSvg(exampleRecord());
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/);
  expect(svg).toMatch(/<rect [^>]*fill="#ffffff"/);
  expect(svg).not.toContain('var(');
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining(['Loss', 'Accuracy', 'training', 'validation', 'kept: epoch 3']),
  );
  expect(await learningCurvesSvg(exampleRecord())).toBe(svg);
});

test('a loss over several magnitudes has a logarithmic axis, one that touches 0 has not', async () => {
  const [row] = exampleRecord().history;
  const withLoss = (losses: number[]) =>
    exampleRecord({
      history: losses.map((loss, i) => ({
        ...row!,
        epoch: i + 1,
        train: { loss, accuracy: 0.9 },
        validation: { loss, accuracy: 0.9 },
      })),
    });
  expect(textsOf(await curveSvg(withLoss([1, 0.1, 0.01]), 'loss', pageTheme))).toEqual(
    expect.arrayContaining(['0.01', '0.02', '0.05', '0.1', '0.2', '0.5', '1']),
  );
  const touching = await curveSvg(withLoss([1, 0.1, 0]), 'loss', pageTheme);
  expect(textsOf(touching)).toEqual(expect.arrayContaining(['0', '0.2', '0.4', '0.6', '0.8', '1']));
});

test('plots of the page take their colours from its style sheet', async () => {
  const svg = await curveSvg(exampleRecord(), 'loss', pageTheme);
  expect(svg).toContain('var(--train)');
  expect(svg).not.toMatch(/(?:fill|stroke)="(?:#|black|white|rgb)/);
});

test('confusion: every count is there, only errors are coloured', async () => {
  const record = exampleRecord();
  const svg = await confusionSvg(record, 'test');
  const { confusion } = record.splits.test!;
  const counts = confusion
    .flat()
    .filter((count) => count > 0)
    .map(String);
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['predicted', 'true', ...record.classes, ...counts]));
  const errors = confusion.flatMap((row, a) => row.filter((count, p) => a !== p && count > 0));
  expect(svg.match(/fill="#e69f00"/g)).toHaveLength(errors.length);
});

test('class names cannot become markup, and equal ones keep a row each', async () => {
  const svg = await confusionSvg(
    exampleRecord({ classes: ['same', 'same', '<script>', '\u001b"];'] }),
    'test',
  );
  expect(svg).not.toMatch(/<script/i);
  expect(svg).not.toContain('\u001b');
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['same', 'same (2)', '&lt;script&gt;', '\ufffd"];']));
});
