import { expect, test } from 'vitest';
import { schema as experiment } from '#src/spec/experiment-validator.js';
import { schema as resultSchema, validate as validateResult } from '#src/spec/result-validator.js';
import { generateTypes } from '../../scripts/build/schemas.mjs';

test('the committed types match the schemas', async () => {
  expect(await generateTypes({ check: true })).toEqual([]);
});

test.each([
  ['experiment', experiment],
  ['result', resultSchema],
])('every property of the %s schema has a description', (_, schema) => {
  expect(undescribed(schema, schema, '#')).toEqual([]);
});

test('a result is accepted, and one with a wrong hash, a missing figure or an unknown key is not', () => {
  const sha = 'a'.repeat(64);
  const figures = { accuracy: 0.5, loss: 1, count: 2, correct: 1, interval: [0.1, 0.9] };
  const result = {
    version: '0.1.0',
    name: 'x',
    description: '',
    specHash: sha,
    engine: { name: 'wasm', version: 'wasm (hwr-run 0.1.0)', binarySha256: sha },
    seed: 1,
    dataset: 'synthetic',
    epochs: 2,
    bestEpoch: 1,
    stoppedEarly: false,
    weightsSha256: sha,
    splits: { test: figures },
    paper: {
      'test.accuracy': { published: 0.9, measured: 0.5, difference: -0.4, verdict: 'below the paper' },
    },
    testScorings: 1,
    warnings: [],
    stages: [{ name: 'load', key: sha, cached: true, seconds: 0.1 }],
  };
  expect(validateResult(result)).toBe(true);
  const { loss: _, ...short } = figures;
  expect(validateResult({ ...result, splits: { test: short } })).toBe(false);
  expect(validateResult({ ...result, specHash: 'abc' })).toBe(false);
  expect(validateResult({ ...result, colour: 'blue' })).toBe(false);
});

/** The pointers of properties without a description, their own or of the definition that they refer to. */
function undescribed(root: unknown, node: unknown, at: string): readonly string[] {
  if (node === null || typeof node !== 'object') return [];
  const found: string[] = [];
  for (const [key, value] of Object.entries(node)) {
    // A condition says when something is required, not what it is.
    if (key === 'if' || key === 'else') continue;
    if (key === 'properties') {
      for (const [name, property] of Object.entries(
        value as Record<string, { $ref?: string; description?: string }>,
      )) {
        const definition = property.$ref?.split('/').pop();
        const target = (root as { definitions: Record<string, { description?: string }> }).definitions[
          definition ?? ''
        ];
        if (!property.description && !target?.description) found.push(`${at}/${name}`);
      }
    }
    found.push(...undescribed(root, value, `${at}/${key}`));
  }
  return found;
}
