import { expect, test } from 'vitest';
import { comparisonCsv } from '#src/report/compare/csv.js';
import { exportComparison } from '#src/report/compare/export-comparison.js';
import { comparisonJson } from '#src/report/compare/json.js';
import { comparisonMarkdown } from '#src/report/compare/markdown.js';
import { terminalComparison } from '#src/report/compare/terminal.js';
import { comparisonView } from '#src/report/compare/view.js';
import { verdicts } from '#src/report/compare/words.js';
import {
  exampleComparison,
  exampleContestant,
  examplePictures,
  exampleRun,
  exampleView,
} from '../example-comparison.js';
import { hostile } from '../example-record.js';

test('the terminal’s table', () => {
  expect(terminalComparison(exampleView(), { color: false, width: 90 })).toMatchSnapshot();
  for (const width of [20, 40, 60, 90]) {
    const lines = terminalComparison(exampleView(), { color: false, width }).split('\n');
    // Figures are never cut; everything else gives way.
    expect(lines.filter((line) => line.includes('97.25 %')).length).toBeGreaterThan(0);
  }
});

test('compare.md', () => {
  expect(comparisonMarkdown(exampleView())).toMatchSnapshot();
});

test('compare.csv', () => {
  expect(comparisonCsv(exampleView())).toMatchSnapshot();
});

test('compare.json has the same figures, and the tests in full', () => {
  const { splits } = comparisonJson(exampleView());
  const [first, wide, drawn] = splits.test!;
  expect(first).toMatchObject({ contestant: 'A', difference: null, paired: null });
  expect(wide).toMatchObject({
    contestant: 'B',
    paired: { images: 400, moreReference: 1, moreThis: 8, sameImagesBy: 'content' },
  });
  expect(wide!.difference).toBeCloseTo(7 / 400, 12);
  expect(drawn).toMatchObject({
    difference: null,
    paired: { reason: 'the data sets differ: mnist and synthetic' },
  });
});

test('the same comparison gives the same bytes', async () => {
  const record = exampleComparison();
  const make = () => exportComparison(comparisonView(record), examplePictures(record));
  const files = await make();
  expect(Object.keys(files)).toEqual(['compare.html', 'compare.md', 'compare.csv', 'compare.json']);
  expect(await make()).toEqual(files);
});

test('no name becomes markup or a formula', () => {
  const label = `=1+1${hostile}`;
  const contestants = exampleComparison().contestants.map((contestant) => ({ ...contestant, label }));
  const view = comparisonView(exampleComparison({ contestants }));
  expect(comparisonMarkdown(view)).not.toMatch(/(?<!\\)<script/);
  expect(comparisonCsv(view)).not.toMatch(/(?:^|,)"?=1/m);
  expect(terminalComparison(view, { color: false, width: 90 })).not.toMatch(/[^\P{Cc}\n]/u);
});

test.each([
  ['answers that are not stored', { answers: {} }, 'the answers of other are not stored'],
  ['another split', { index: 7 }, 'not the same test images (another seed or another split)'],
  ['other images of the same labels', { data: 'others' }, 'not the same test images'],
  ['fewer images', { count: 300 }, 'not the same test images (their numbers differ)'],
])('no paired test is made of %s', (_, change, reason) => {
  const run = exampleRun();
  const test = run.answers.test!;
  const changed = {
    ...test,
    ...('data' in change && { data: change.data }),
    ...('index' in change && { index: test.index.map((i) => i + change.index) }),
    ...('count' in change && {
      index: test.index.slice(0, change.count),
      label: test.label.slice(0, change.count),
      predicted: test.predicted.slice(0, change.count),
    }),
  };
  const answers = 'answers' in change ? change.answers : { ...run.answers, test: changed };
  const other = exampleContestant({ label: 'other', folder: 'runs/other', runs: [{ ...run, answers }] });
  const view = comparisonView(exampleComparison({ contestants: [exampleContestant(), other] }));
  const row = view.splits.find(({ split }) => split === 'test')!.rows[1]!;
  expect(row.test).toMatchObject({ kind: 'impossible', reason: expect.stringContaining(reason) });
  expect(terminalComparison(view, { color: false, width: 500 })).toContain('No paired test is possible');
});

test('without hashes of the images their numbers and labels decide, and that is said', () => {
  const { answers, ...run } = exampleRun({}, 8, 1);
  const { data: _, ...test } = answers.test!;
  const other = exampleContestant({ label: 'other', runs: [{ ...run, answers: { test } }] });
  const view = comparisonView(exampleComparison({ contestants: [exampleContestant(), other] }));
  expect(view.splits.at(-1)!.rows[1]!.test).toMatchObject({ kind: 'tested', sameBy: 'labels' });
  expect(comparisonMarkdown(view)).toContain('their pixels are no longer stored');
});

test('three runs against one: mean ± std, and Holm’s adjustment for every comparison', () => {
  const runs = [1, 2, 3].map((seed) => exampleRun({ seed }, 3 * seed, 0));
  const several = exampleContestant({ label: 'three', kind: 'sweep', runs });
  const worse = exampleContestant({ label: 'worse', runs: [exampleRun({}, 0, 6)] });
  const contestants = [exampleContestant(), several, worse];
  const { rows } = comparisonView(exampleComparison({ contestants })).splits.at(-1)!;
  expect(rows[1]!.accuracy).toMatchObject({ count: 3 });
  expect(rows[1]!.accuracy.mean).toBeCloseTo((389 + 6) / 400, 12);
  const [, second, third] = rows.map(({ test }) => test);
  if (second?.kind !== 'tested' || third?.kind !== 'tested') throw new Error('not tested');
  const ps = [second.found.midP, third.found.midP].sort((a, b) => a - b);
  const adjusted = [second.adjustedP, third.adjustedP].sort((a, b) => a - b);
  expect(adjusted[0]).toBeCloseTo(Math.min(1, 2 * ps[0]!), 12);
});

test('what other seeds would turn round is no difference, whatever the images say', () => {
  const side = (label: string, better: readonly number[]) =>
    exampleContestant({
      label,
      kind: 'sweep',
      runs: better.map((count, i) => exampleRun({ seed: i + 1 }, count, 0)),
    });
  const view = (better: readonly number[]) =>
    comparisonView(exampleComparison({ contestants: [side('a', [0, 1, 0]), side('b', better)] }));
  const [steady, shaky] = [view([9, 8, 9]), view([0, 11, 11])];
  expect(verdicts(steady)[0]).toMatchObject({ kind: 'better' });
  expect(verdicts(shaky)[0]).toMatchObject({ kind: 'same' });
  // The same images, and in both cases the test over images alone is sure.
  for (const { splits } of [steady, shaky]) {
    const { test } = splits.at(-1)!.rows[1]!;
    expect(test?.kind === 'tested' && test.adjustedP).toBeLessThan(0.05);
  }
});
