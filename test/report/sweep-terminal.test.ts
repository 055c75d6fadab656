import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { terminalSweep } from '#src/report/sweep-terminal.js';
import { hostile } from './example-record.js';
import {
  failedSweep,
  gridSweep,
  halvedSweep,
  lineSweep,
  randomSweep,
  repeatedSweep,
  singleSweep,
} from './example-sweep.js';

test('a grid', () => {
  expect(terminalSweep(gridSweep(), { color: false, width: 100 })).toMatchInlineSnapshot(`
    "baseline · mnist · sweep
    Grid search over lr and momentum: 16 trials, of up to 2 epochs; 15 finished, 1 failed. Best by
    validation accuracy.

     #     lr  momentum  accuracy  95 % interval    loss      p
     1   0.01       0.9   99.00 %  97.84–99.54 %  0.0300   best
     2  0.003      0.95   98.50 %  97.17–99.21 %  0.0450  0.454
     3    0.1         0   98.17 %  96.75–98.97 %  0.0550  0.420
     4    0.1       0.9   97.83 %  96.33–98.73 %  0.0650  0.307
     5   0.01       0.5   97.83 %  96.33–98.73 %  0.0650  0.307
     6    0.1       0.5   97.67 %  96.12–98.61 %  0.0700  0.248
     7   0.01      0.95   97.67 %  96.12–98.61 %  0.0700  0.246
     8   0.03       0.5   97.50 %  95.92–98.48 %  0.0750  0.248
     9   0.03       0.9   97.33 %  95.71–98.35 %  0.0800  0.115
    10  0.003       0.9   97.33 %  95.71–98.35 %  0.0800  0.154
    and 6 more, in leaderboard.csv
    p: McNemar against the best, Holm-adjusted

    parameter  explains
    lr              0 %
    momentum        0 %

    trial 8 failed: out of memory: the process was killed after it had used 1.2 GB

    Best: lr 0.01, momentum 0.9
    Test accuracy of the chosen configuration: 98.40 % (95 % interval 97.42–99.01 %, 1 000 images). It
    was looked at once, after everything had been chosen by validation.
    "
  `);
});

test('three seeds a value', () => {
  expect(terminalSweep(lineSweep(), { color: false, width: 100 })).toMatchInlineSnapshot(`
    "rates · mnist · sweep
    Grid search over lr: 6 configurations with 3 seeds each, 18 trials, of up to 4 epochs; 16 finished,
    2 failed. Best by validation accuracy.

    #     lr        accuracy  95 % interval             loss        p   seeds
    1   0.03  98.17 ± 0.00 %  96.75–98.97 %  0.0550 ± 0.0000     best  3 of 3
    2   0.01  97.39 ± 0.38 %  95.78–98.39 %  0.0783 ± 0.0115    0.101  3 of 3
    3    0.1  97.11 ± 0.25 %  95.44–98.18 %  0.0867 ± 0.0076    0.053  3 of 3
    4  0.003  95.22 ± 0.75 %  93.21–97.09 %  0.1433 ± 0.0225  < 0.001  3 of 3
    5  0.001  92.44 ± 2.02 %  87.44–97.45 %  0.2267 ± 0.0605  < 0.001  3 of 3
    6    0.3         95.67 %  93.73–97.03 %           0.1300    0.016  1 of 3
    p: McNemar against the best, Holm-adjusted

    parameter  explains
    lr             90 %

    trial 1 failed: the loss is not a number
    trial 3 failed: the loss is not a number

    Best: lr 0.03
    Test accuracy of the chosen configuration: 98.30 ± 0.10 % over 3 seeds (95 % interval 97.29–98.94 %,
    1 000 images). It was looked at once, after everything had been chosen by validation.
    "
  `);
});

test('the spec as it is with three seeds', () => {
  expect(terminalSweep(repeatedSweep(), { color: false, width: 100 })).toMatchInlineSnapshot(`
    "paper · mnist · sweep
    The spec as it is, with 3 seeds: up to 4 epochs each; 3 finished.

    split             accuracy  95 % interval    paper  difference             loss  paper’s loss
    train       99.85 ± 0.05 %  99.73–99.97 %  99.87 %       −0.02  0.0042 ± 0.0008        0.0039
    validation  99.45 ± 0.05 %  99.23–99.61 %                       0.0210 ± 0.0038
    test        99.55 ± 0.05 %  99.40–99.67 %  99.56 %       −0.01  0.0168 ± 0.0030        0.0158

    Agrees with the paper: test accuracy 99.55 ± 0.05 % over 3 seeds (95 % interval 99.40–99.67 %,
    10 000 images) against its 99.56 % (99.41–99.67 %, 10 000 images), a difference of −0.01 points; one
    lies within the interval of the other.
    "
  `);
});

test('seeds alone without a paper have no verdict; where none was scored, there is the leaderboard', () => {
  const { paper: _, chosen, ...record } = repeatedSweep();
  const unjudged = terminalSweep({ ...record, chosen: chosen! }, { color: false, width: 120 });
  expect(unjudged).toMatch(/^test .*99\.55 ± 0\.05 %.* 0\.0168 ± 0\.0030 +45\.0 +10 000$/m);
  expect(unjudged).not.toMatch(/paper’s|the paper/);
  expect(terminalSweep(record, { color: false, width: 120 })).toMatch(/^1 .* 3 of 3$/m);
  const [first, ...others] = chosen!.runs;
  const infinite = {
    ...first!,
    splits: { test: { ...first!.splits.test!, loss: Number.POSITIVE_INFINITY } },
  };
  const diverged = { ...chosen!, runs: [infinite, ...others] };
  const text = terminalSweep(repeatedSweep({ chosen: diverged }), { color: false, width: 140 });
  expect(text).not.toMatch(/NaN|Infinity/);
});

test('nothing succeeded', () => {
  expect(terminalSweep(failedSweep(), { color: false, width: 60 })).toMatchInlineSnapshot(`
    "baseline · mnist · sweep
    Grid search over lr and momentum: 16 trials, of up to 2
    epochs; 0 finished, 16 failed. Best by validation accuracy.

     #    lr  momentum  accuracy  loss
     1   0.1         0    failed
     2   0.1       0.5    failed
     3   0.1       0.9    failed
     4   0.1      0.95    failed
     5  0.03         0    failed
     6  0.03       0.5    failed
     7  0.03       0.9    failed
     8  0.03      0.95    failed
     9  0.01         0    failed
    10  0.01       0.5    failed
    and 6 more, in leaderboard.csv

    trial 1 failed: the training process ended with signal
    SIGKILL
    trial 2 failed: the training process ended with signal
    SIGKILL
    trial 3 failed: the training process ended with signal
    SIGKILL
    and 13 more failed, in results.md

    No trial succeeded.
    "
  `);
});

describe.each([30, 50, 72, 100, 140])('at %i columns', (width) => {
  test.each([
    gridSweep(),
    randomSweep(),
    halvedSweep(),
    singleSweep(),
    repeatedSweep(),
  ])('no line is wider, and colour changes no text', (record) => {
    const plain = terminalSweep(record, { color: false, width });
    for (const line of plain.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
    const coloured = terminalSweep(record, { color: true, width });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(plain).toMatch(/^ *(?:1|test) .*\d %/m);
  });
});

test('a narrow terminal leaves out what is said of a configuration before the configuration', () => {
  const titles = (width: number) =>
    terminalSweep(randomSweep(), { color: false, width })
      .split('\n')
      .find((line) => /^ *# /.test(line))
      ?.trim()
      .split(/ {2,}/);
  expect(titles(200)).toEqual(
    '#,optimizer,lr,momentum,filters,accuracy,95 % interval,loss,p,seeds'.split(','),
  );
  expect(titles(80)).toEqual('#,optimizer,lr,momentum,filters,accuracy,p'.split(','));
  expect(titles(50)).toEqual('#,optimizer,lr,accuracy,p'.split(','));
});

test('where nothing fits, the table is cut', () => {
  const lines = terminalSweep(randomSweep(), { color: false, width: 12 }).split('\n');
  expect(lines.filter((line) => /^ *\d+ {2}/.test(line)).every((line) => [...line].length <= 12)).toBe(true);
});

test('names, values and reasons cannot move the cursor or forge a line', () => {
  const { trials } = gridSweep();
  const text = terminalSweep(
    gridSweep({
      name: hostile,
      parameters: [{ name: 'lr', path: 'x', scale: 'choice' }],
      trials: trials.map((trial) => ({
        ...trial,
        parameters: { lr: hostile },
        ...(trial.status === 'failed' && { reason: hostile }),
      })),
    }),
    { color: false, width: 300 },
  );
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(text).not.toMatch(/^# =1/m);
});
