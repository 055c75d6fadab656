import { expect, test } from 'vitest';
import { exportSweep } from '#src/report/export-sweep.js';
import { recordOfResult } from '#src/report/sweep-from-result.js';
import type { SweepRecord } from '#src/report/sweep-record.js';
import type { SweepResult } from '#src/report/sweep-result-types.generated.js';
import { viewOf } from '#src/report/sweep-words.js';
import { validate } from '#src/spec/sweep-result-validator.js';
import { hostile } from './example-record.js';
import {
  failedSweep,
  gridSweep,
  halvedSweep,
  lineSweep,
  namedSweep,
  randomSweep,
  repeatedSweep,
  singleSweep,
} from './example-sweep.js';

async function filesOf(record: SweepRecord): Promise<Record<string, string>> {
  const files = await exportSweep(record);
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]),
  );
}

const tables = ['results.csv', 'leaderboard.csv', 'results.md', 'result.json', 'report.html'];
const curves = ['plots/learning-curves-error.svg', 'plots/learning-curves-loss.svg'];
const records: Record<string, [SweepRecord, string[]]> = {
  grid: [gridSweep(), ['plots/heat-map.svg', ...curves, 'plots/progress.svg']],
  random: [randomSweep(), ['plots/parallel-coordinates.svg', ...curves, 'plots/progress.svg']],
  line: [lineSweep(), ['plots/parameter.svg', ...curves, 'plots/progress.svg']],
  halved: [halvedSweep(), ['plots/parallel-coordinates.svg', ...curves, 'plots/progress.svg']],
  failed: [failedSweep(), ['plots/heat-map.svg', 'plots/progress.svg']],
  repeated: [repeatedSweep(), curves],
  single: [singleSweep(), ['plots/heat-map.svg', ...curves, 'plots/progress.svg']],
};

test.each(Object.entries(records))('%s: its files, a valid result, nothing that is no number', async (_, [
  record,
  plots,
]) => {
  const files = await filesOf(record);
  expect(Object.keys(files)).toEqual([...tables, ...plots]);
  const result = JSON.parse(files['result.json']!) as SweepResult;
  expect(validate(result) ? [] : validate.errors).toEqual([]);
  expect(result.trials).toHaveLength(record.trials.length);
  for (const text of Object.values(files)) expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
});

test('the same record gives the same bytes', async () => {
  expect(await filesOf(lineSweep())).toEqual(await filesOf(lineSweep()));
});

test('results.csv of the grid', async () => {
  const { 'results.csv': csv } = await filesOf(gridSweep());
  expect(csv!.split('\n').slice(0, 10).join('\n')).toMatchInlineSnapshot(`
    "trial,configuration,seed,lr,momentum,status,reason,epochs,keptEpoch,validationAccuracy,validationLoss,folder
    1,1,1,0.1,0,done,,2,2,0.9816666666666667,0.05499999999999994,trials/001
    2,2,1,0.1,0.5,done,,2,2,0.9766666666666667,0.06999999999999995,trials/002
    3,3,1,0.1,0.9,done,,2,2,0.9783333333333334,0.06499999999999984,trials/003
    4,4,1,0.1,0.95,done,,2,2,0.25,2.25,trials/004
    5,5,1,0.03,0,done,,2,2,0.97,0.09000000000000008,trials/005
    6,6,1,0.03,0.5,done,,2,2,0.975,0.07500000000000007,trials/006
    7,7,1,0.03,0.9,done,,2,2,0.9733333333333334,0.07999999999999985,trials/007
    8,8,1,0.03,0.95,failed,out of memory: the process was killed after it had used 1.2 GB,1,0,,,trials/008
    9,9,1,0.01,0,done,,2,2,0.9683333333333334,0.09499999999999986,trials/009"
  `);
});

test('a parameter that does not exist in a configuration is empty', async () => {
  const { 'results.csv': csv } = await filesOf(randomSweep());
  const rows = csv!.trimEnd().split('\n');
  expect(rows).toHaveLength(121);
  const { trials } = randomSweep();
  trials.forEach(({ parameters }, i) => {
    expect(rows[i + 1]!.split(',')[5]).toBe(
      parameters.momentum === undefined ? '' : String(parameters.momentum),
    );
  });
});

test('leaderboard.csv of three seeds a value', async () => {
  expect((await filesOf(lineSweep()))['leaderboard.csv']).toMatchInlineSnapshot(`
    "rank,configuration,lr,trials,done,failed,validationAccuracy,validationAccuracyStd,validationAccuracyLow,validationAccuracyHigh,validationLoss,validationLossStd,onlyBestRight,onlyThisRight,p,pAdjusted
    1,3,0.03,3,3,0,0.9816666666666668,1.3597399555105182e-16,0.9674722008560733,0.9897326938340618,0.05499999999999994,0,,,,
    2,4,0.01,3,3,0,0.9738888888888889,0.0038490017945975296,0.9578027153076866,0.9839455836204392,0.07833333333333325,0.011547005383792589,43,29,0.10064367752023565,0.10064367752023565
    3,2,0.1,3,3,0,0.9711111111111111,0.0025458753860865763,0.954422599799029,0.9818054863569509,0.08666666666666656,0.007637626158259728,46,27,0.026516832550684842,0.053033665101369684
    4,5,0.003,3,3,0,0.9522222222222222,0.007515416254704829,0.9320912607473087,0.9708915511600359,0.14333333333333342,0.02254624876411449,71,18,8.07074444411569e-9,3.228297777646276e-8
    5,6,0.001,3,3,0,0.9244444444444445,0.02016138590180451,0.8743607854046205,0.9745281034842685,0.2266666666666668,0.06048415770541353,115,12,1.5520595483907544e-22,7.760297741953772e-22
    6,1,0.3,3,1,2,0.9566666666666667,,0.9372639778756026,0.9702590018652172,0.13,,22,7,0.005222879350185395,0.015668638050556186
    "
  `);
});

test('results.md', async () => {
  expect((await filesOf(gridSweep()))['results.md']).toMatchSnapshot('grid');
  expect((await filesOf(lineSweep()))['results.md']).toMatchSnapshot('line');
  expect((await filesOf(repeatedSweep()))['results.md']).toMatchSnapshot('repeated');
});

test('a long table is folded after fifty rows, in Markdown and page', async () => {
  const files = await filesOf(randomSweep());
  expect(files['results.md']).toMatch(/<details><summary>70 more trials<\/summary>\n\n\| trial \|/);
  expect(files['report.html']).toContain('<details><summary>70 more trials</summary>');
});

test('result.json: the best, its chosen runs, and the importance of each parameter', async () => {
  const result = JSON.parse((await filesOf(lineSweep()))['result.json']!) as SweepResult;
  expect(result.trials[result.best!]!.parameters).toEqual({ lr: 0.03 });
  expect(result.chosen!.runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  expect(result.parameters[0]!.importance).toBeGreaterThan(0.5);
  expect(result.trials[0]).toMatchObject({ status: 'failed', error: 'the loss is not a number', splits: {} });
  const none = JSON.parse((await filesOf(failedSweep()))['result.json']!) as SweepResult;
  expect([none.best, none.chosen]).toEqual([null, null]);
});

test('a loss that is no number is null, and the schema knows it', async () => {
  const [first, ...others] = gridSweep().trials;
  const validation = { accuracy: 0.25, loss: Number.NaN, count: 600 };
  const files = await filesOf(gridSweep({ trials: [{ ...first!, validation }, ...others] }));
  const result = JSON.parse(files['result.json']!) as SweepResult;
  expect(validate(result)).toBe(true);
  expect(result.trials[0]!.splits.validation!.loss).toBeNull();
});

test('values, names and reasons cannot become formulas or markup', async () => {
  const evil = ['<img src=x onerror=alert(1)>', '=1+1', '@SUM(1)', hostile, '</script><script>'];
  const record = gridSweep({
    name: hostile,
    description: hostile,
    dataset: hostile,
    version: hostile,
    engine: { name: 'wasm', version: hostile },
    parameters: [
      { name: '<b>p</b>', path: hostile, scale: 'choice' },
      { name: '=2+2', path: 'x', scale: 'choice' },
    ],
    trials: gridSweep().trials.map((trial, i) => ({
      ...trial,
      parameters: { '<b>p</b>': evil[i % evil.length]!, '=2+2': { sgd: { name: evil[Math.floor(i / 4)]! } } },
      ...(trial.status === 'failed' && { reason: hostile }),
      folder: `a"b <i>|${i}`,
    })),
    chosen: {
      configuration: 1,
      runs: [{ seed: 1, folder: '">](x)', splits: { [hostile]: { accuracy: 1, loss: 0, count: 9 } } }],
    },
  });
  const files = await filesOf(record);
  for (const [name, text] of Object.entries(files)) {
    if (name === 'result.json' || name.endsWith('.csv')) continue;
    expect(text, name).not.toMatch(/(?<!\\)<(?:script|img|b>p|i>)/i);
    expect(text, name).not.toMatch(/[^\P{Cc}\t\n]/u);
  }
  for (const name of ['results.csv', 'leaderboard.csv']) {
    expect(files[name], name).not.toMatch(/(?:^|,)"?[=@+]/m);
    expect(files[name]).toContain("'=2+2");
  }
  // No attribute of theirs in the page.
  const attributes = [...files['report.html']!.matchAll(/<[a-z][^>]*?\s([a-z:-]+)=/gi)].map(
    ([, name]) => name!,
  );
  expect(attributes.filter((name) => /^on/i.test(name))).toEqual([]);
  expect(JSON.parse(files['result.json']!).trials[0].parameters['<b>p</b>']).toBe(evil[0]);
});

test('values with names are called by them, and are themselves in result.json', async () => {
  const files = await filesOf(namedSweep());
  expect(files['leaderboard.csv']).toMatch(/^1,2,large,2,2,/m);
  expect(files['results.csv']).toMatch(/,small,/);
  expect(files['results.md']).toContain('| 1 | large | ');
  expect(files['results.md']).toContain('**Best: network large.**');
  expect(files['report.html']).toContain('network large');
  const result = JSON.parse(files['result.json'] ?? '') as SweepResult;
  expect([validate(result), validate.errors]).toEqual([true, null]);
  expect(result.trials[0]?.parameters).toEqual({
    network: [{ conv2d: { filters: 4, kernelSize: 3 } }, 'flatten'],
  });
  expect(Object.keys(result.parameters[0]?.names ?? {})).toEqual(['small', 'large']);
  // A comparison reads the sweep from there.
  expect(viewOf(recordOfResult(result)).rows.map(({ parameters }) => parameters.network)).toEqual([
    'large',
    'small',
  ]);
});
