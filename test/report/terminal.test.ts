import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { summaryTable } from '#src/report/model-summary.js';
import { terminalTable } from '#src/report/terminal.js';
import { exampleDatasets, exampleMembers, exampleRecord, hostile } from './example-record.js';

test('the table of a run on a wide terminal', () => {
  expect(terminalTable(exampleRecord(), { color: false, width: 100 })).toMatchInlineSnapshot(`
    "baseline · mnist · seed 1 · 4 epochs, stopped early; the weights are those of epoch 3

    split       accuracy  95 % interval    loss    paper  difference  paper loss
    train        98.89 %  97.97–99.40 %  0.0312  99.87 %       −0.98
    validation   98.00 %  93.00–99.45 %  0.0667
    test         97.25 %  95.14–98.46 %  0.0581  99.56 %       −2.31      0.0158

    Below the paper: test accuracy 97.25 % (95 % interval 95.14–98.46 %, 400 images) against its
    99.56 %, a difference of −2.31 points.
    3 different models in this store have been scored on this test set so far.
    warning: the last row of pixels cannot be seen by any output
    "
  `);
});

test('other data sets come after the splits, and how often their test images were looked at is told', () => {
  const text = terminalTable(exampleRecord({ datasets: exampleDatasets, paper: {} }), {
    color: false,
    width: 80,
  });
  expect(text.split('\n').slice(5, 8)).toEqual([
    'test          97.25 %   95.14–98.46 %  0.0581',
    'usps          75.00 %   30.06–95.44 %  1.5000',
    'mnist-train  100.00 %  51.01–100.00 %  0.2500',
  ]);
  expect(text.replace(/\n/g, ' ')).toContain(
    '3 different models in this store have been scored on this test set so far. No other model in this store has been scored on the test images of usps.',
  );
});

test('an ensemble: what it is, and its members beside the average', () => {
  const text = terminalTable(exampleRecord({ members: exampleMembers, warnings: [], paper: {} }), {
    color: false,
    width: 80,
  });
  expect(text).toMatchInlineSnapshot(`
    "baseline · mnist · seeds 1, 2 · the mean of 2 models, 4 epochs in all

    split       accuracy  95 % interval    loss
    train        98.89 %  97.97–99.40 %  0.0312
    validation   98.00 %  93.00–99.45 %  0.0667
    test         97.25 %  95.14–98.46 %  0.0581

    member   seed    train  validation     test  weights
    base        1                       96.25 %  1a2b3c4d
    wide        2                       96.50 %  5e6f7a8b
    average        98.89 %     98.00 %  97.25 %

    3 different models in this store have been scored on this test set so far.
    "
  `);
});

test('a narrow terminal keeps what matters most', () => {
  expect(terminalTable(exampleRecord(), { color: false, width: 34 })).toMatchInlineSnapshot(`
    "baseline · mnist · seed 1 · 4 epo…

    split       accuracy    loss
    train        98.89 %  0.0312
    validation   98.00 %  0.0667
    test         97.25 %  0.0581

    Below the paper: test accuracy
    97.25 % (95 % interval
    95.14–98.46 %, 400 images) against
    its 99.56 %, a difference of −2.31
    points.
    3 different models in this store
    have been scored on this test set
    so far.
    warning: the last row of pixels
    cannot be seen by any output
    "
  `);
});

test('a terminal too narrow for anything still shows each split and its accuracy', () => {
  expect(terminalTable(exampleRecord(), { color: false, width: 8 })).toContain('test         97.25 %\n');
});

describe.each([34, 48, 60, 72, 80, 120])('at %i columns', (width) => {
  test('no line is wider than the terminal, and colour changes no text', () => {
    const plain = terminalTable(exampleRecord(), { color: false, width });
    for (const line of plain.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
    const coloured = terminalTable(exampleRecord(), { color: true, width });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

test('a number is not torn from its unit or its digits at the end of a line', () => {
  for (let width = 34; width < 90; width++) {
    const text = terminalTable(exampleRecord(), { color: false, width });
    expect(text).not.toMatch(/^%/m);
    expect(text).not.toMatch(/\d\n\d{3}\b/);
  }
});

test('names and warnings cannot move the cursor or forge a line', () => {
  const text = terminalTable(exampleRecord({ name: hostile, warnings: [hostile, 'a\rb'] }), {
    color: false,
    width: 200,
  });
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(text).not.toMatch(/^# =1/m);
});

test('the summary of a model', () => {
  expect(summaryTable(exampleRecord().layers)).toMatchInlineSnapshot(`
    "layer      output  parameters  FLOPs  receptive field
    conv2d   28×28×32         320  452 k              3×3
    flatten     25088                               28×28
    dense           4     100 356  201 k            28×28
    total                 100 676  652 k
    "
  `);
});
