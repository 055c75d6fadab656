import { expect, test } from 'vitest';
import { drawSweepPlots, sweepPlotFile, sweepPlots } from '#src/report/plots/sweep-plots.js';
import type { SweepRecord } from '#src/report/sweep-record.js';
import { viewOf } from '#src/report/sweep-words.js';
import { failedSweep, gridSweep, halvedSweep, lineSweep, randomSweep } from './example-sweep.js';

const svgOf = (record: SweepRecord, name: string) =>
  sweepPlotFile(sweepPlots(viewOf(record)).find((plot) => plot.name === name)!);
const textsOf = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
const countOf = (svg: string, pattern: RegExp) => svg.match(pattern)?.length ?? 0;

test('heat map: every cell has its figure, the failed one says so, the best is framed', async () => {
  const record = gridSweep();
  const svg = await svgOf(record, 'heat-map');
  const figures = record.trials.flatMap(({ validation }) =>
    validation ? (validation.accuracy * 100).toFixed(2) : [],
  );
  const texts = textsOf(svg);
  for (const figure of figures) expect(texts).toContain(figure);
  expect(texts.filter((text) => /^\d\d\.\d\d$/.test(text))).toHaveLength(15);
  expect(texts.filter((text) => text === 'failed')).toHaveLength(1);
  expect(countOf(svg, /stroke="#d55e00"/g)).toBe(1);
  expect(texts).toEqual(expect.arrayContaining(['lr', 'momentum', '0.003', '0.95']));
  expect(svg).toMatch(/<rect [^>]*fill="#ffffff"/);
  expect(svg).not.toContain('var(');
});

test('heat map: values that are written alike keep a row each', async () => {
  const [a, b] = gridSweep().trials;
  const trials = [a!, b!].map((trial, i) => ({
    ...trial,
    parameters: { lr: i === 0 ? 0.123456 : 0.123457, momentum: 0 },
  }));
  const texts = textsOf(await svgOf(gridSweep({ trials }), 'heat-map'));
  expect(texts).toEqual(expect.arrayContaining(['0.1235', '0.1235 (2)']));
});

test('parallel coordinates: a line a configuration, the best one thick, an axis a parameter', async () => {
  const svg = await svgOf(randomSweep(), 'parallel-coordinates');
  const lines = (stroke: string) =>
    countOf(svg, new RegExp(`<path [^>]*d="M[^"]*L[^"]*"[^>]*stroke="${stroke}"`, 'g'));
  expect(lines('#0072b2')).toBe(39);
  expect(lines('#d55e00')).toBe(1);
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining(['optimizer', 'lr', 'momentum', 'filters', 'sgd', 'adam', '–']),
  );
});

test('parallel coordinates: failed configurations have lines too', async () => {
  const record = randomSweep();
  const trials = record.trials.map(({ validation, predicted, ...trial }) =>
    trial.configuration < 4
      ? { ...trial, status: 'failed' as const, reason: 'x' }
      : { ...trial, ...(validation && { validation }), ...(predicted && { predicted }) },
  );
  const svg = await svgOf({ ...record, trials }, 'parallel-coordinates');
  expect(countOf(svg, /stroke="#e69f00"/g)).toBe(3);
  expect(textsOf(svg)).toContain('failed');
});

test('one parameter: a dot a value, a bar an interval, crosses for failed trials', async () => {
  const svg = await svgOf(lineSweep(), 'parameter');
  expect(countOf(svg, /<path [^>]*stroke="#e69f00"/g)).toBe(2);
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['lr', 'validation error, %', '0.001', '0.3']));
  const loss = await svgOf(lineSweep({ objective: 'validation.loss' }), 'parameter');
  expect(textsOf(loss)).toContain('validation loss');
});

test('learning curves: a line a trial, a cross where one failed, rings where they were stopped', async () => {
  const svg = await svgOf(gridSweep(), 'learning-curves-error');
  expect(countOf(svg, /<path [^>]*stroke="#d55e00"/g)).toBe(1);
  expect(countOf(svg, /<path [^>]*stroke="#e69f00"/g)).toBe(1);
  const rings = await svgOf(halvedSweep(), 'learning-curves-loss');
  expect(countOf(rings, /<path [^>]*fill="#ffffff" stroke="#0072b2"/g)).toBe(8);
});

test('the search: a mark a trial, whatever became of it', async () => {
  const marks = async (record: SweepRecord) => {
    const svg = await svgOf(record, 'progress');
    return [countOf(svg, /<path [^>]*fill="#0072b2"/g), countOf(svg, /<path [^>]*stroke="#e69f00"/g)];
  };
  expect(await marks(gridSweep())).toEqual([15, 1]);
  expect(await marks(failedSweep())).toEqual([0, 16]);
});

test('plots say nothing of the chosen configuration’s test figures, so that they may be drawn before', async () => {
  for (const record of [gridSweep(), halvedSweep()]) {
    expect(record.chosen).toBeDefined();
    const { chosen: _, ...before } = record;
    expect(await drawSweepPlots(viewOf(before))).toEqual(await drawSweepPlots(viewOf(record)));
  }
});
