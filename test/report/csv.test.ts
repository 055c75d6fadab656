import { expect, test } from 'vitest';
import { historyCsv, membersCsv, predictionsCsv, resultsCsv } from '#src/report/csv.js';
import { exampleDatasets, exampleMembers, exampleRecord } from './example-record.js';

test('results: a row a split, empty where the paper has no figure', () => {
  expect(resultsCsv(exampleRecord())).toMatchInlineSnapshot(`
    "split,accuracy,accuracyLow,accuracyHigh,loss,count,correct,paperAccuracy,accuracyDifference,paperLoss,lossDifference
    train,0.9888888888888889,0.9796684486923743,0.9939536300604616,0.0312,900,890,0.9987,-0.009811111111,,
    validation,0.98,0.9299882092714561,0.9944980324498377,0.0667,100,98,,,,
    test,0.9725,0.9514345181143853,0.9845763637397046,0.0581,400,389,0.9956,-0.0231,0.0158,0.0423
    "
  `);
});

test('results: a row for each other data set behind the splits', () => {
  const rows = resultsCsv(exampleRecord({ datasets: exampleDatasets })).split('\n');
  expect(rows.slice(4)).toEqual([
    'usps,0.75,0.3006418425824019,0.9544127391902995,1.5,4,3,,,,',
    'mnist-train,1,0.5101091635454027,1,0.25,4,4,,,,',
    '',
  ]);
});

test('members: a row for each thing that each of them answered', () => {
  expect(membersCsv(exampleMembers)).toBe(
    `member,seed,split,accuracy,loss,count,correct,weightsSha256
base,1,test,0.9625,0.1,400,385,${'1a2b3c4d'.repeat(8)}
wide,2,test,0.965,0.1,400,386,${'5e6f7a8b'.repeat(8)}
`,
  );
});

test('history: exactly the promised columns', () => {
  expect(historyCsv(exampleRecord())).toMatchInlineSnapshot(`
    "epoch,seconds,imagesPerSecond,learningRate,loss,accuracy,validationLoss,validationAccuracy
    1,10.25,5001,0.01,0.4,0.9,0.2,0.94
    2,10.5,5002,0.01,0.1,0.95,0.1,0.97
    3,10.75,5003,0.01,0.044444444444444446,0.9666666666666667,0.06666666666666667,0.98
    4,11,5004,0.01,0.025,0.975,0.05,0.985
    "
  `);
});

test('history without a validation split leaves its columns empty', () => {
  const [row] = exampleRecord().history;
  const { validation: _, ...withoutValidation } = row!;
  expect(historyCsv(exampleRecord({ history: [withoutValidation] })).split('\n')[1]).toBe(
    '1,10.25,5001,0.01,0.4,0.9,,',
  );
});

test('predictions: class names are quoted, formulas disarmed, float32 in its fewest digits', () => {
  const predictions = {
    index: Uint32Array.of(7, 60_001),
    label: Uint8Array.of(0, 1),
    predicted: Uint8Array.of(1, 2),
    confidence: Float32Array.of(0.1, 1),
    trueProbability: Float32Array.of(1e-9, 0.30000001192092896),
  };
  expect(predictionsCsv(predictions, ['=1+1', 'a,"b"', '-'])).toBe(
    'index,label,predicted,confidence,trueProbability\n7,\'=1+1,"a,""b""",0.1,1e-9\n60001,"a,""b""",\'-,1,0.3\n',
  );
  expect(() => predictionsCsv(predictions, ['a', 'b'])).toThrow('class 2, but there are 2 class names');
});

test('every float32 can be read back from predictions.csv', () => {
  const { predictions, classes } = exampleRecord();
  const lines = predictionsCsv(predictions.train!, classes).trimEnd().split('\n').slice(1);
  expect(lines.map((line) => Math.fround(Number(line.split(',')[3])))).toEqual([
    ...predictions.train!.confidence,
  ]);
});
