import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadSpec } from '#src/spec/load-spec.js';
import { merge } from '#src/spec/merge.js';
import { DEFAULT, plainValue, treeOf } from '#src/spec/tree.js';
import type { JsonValue } from '#src/util/json.js';

const tree = (value: JsonValue) => treeOf(value, DEFAULT);
const mergeValues = (a: JsonValue, b: JsonValue): JsonValue => plainValue(merge(tree(a), tree(b)));

/** Maps, lists and scalars over few keys, so that they meet; those of a spec among them. */
const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, 1, 'a', true),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('train', 'optimizer', 'sgd', 'adam', 'x'), tie('value'), { maxKeys: 4 }),
  ),
}));
const anyMap = fc.dictionary(fc.constantFrom('train', 'load', 'x', 'y'), anyValue, { maxKeys: 3 });

test('merging with nothing changes nothing, and merging twice is merging once', () => {
  fc.assert(
    fc.property(anyMap, (a) => {
      expect(mergeValues(a, {})).toEqual(a);
      expect(mergeValues({}, a)).toEqual(a);
      expect(mergeValues(a, a)).toEqual(a);
    }),
  );
});

test('what the upper spec says holds', () => {
  fc.assert(
    fc.property(anyMap, anyMap, (a, b) => {
      const once = mergeValues(a, b);
      expect(mergeValues(once, b)).toEqual(once);
    }),
  );
});

test('maps are merged, lists and values replaced', () => {
  const base = {
    train: { epochs: 1, batchSize: 8 },
    build: { layers: ['flatten', { dropout: 0.5 }] },
    augment: { zoom: 0.1 },
  };
  const over = { train: { epochs: 2 }, build: { layers: ['flatten'] }, augment: null };
  expect(mergeValues(base, over)).toEqual({
    train: { epochs: 2, batchSize: 8 },
    build: { layers: ['flatten'] },
    augment: null,
  });
});

test('another optimizer replaces, the same one merges', () => {
  const base = { train: { optimizer: { sgd: { learningRate: 1, momentum: 0.5 } } } };
  expect(mergeValues(base, { train: { optimizer: { adam: {} } } })).toEqual({
    train: { optimizer: { adam: {} } },
  });
  expect(mergeValues(base, { train: { optimizer: { sgd: { momentum: 0 } } } })).toEqual({
    train: { optimizer: { sgd: { learningRate: 1, momentum: 0 } } },
  });
});

test('later files win over earlier ones, the spec over all, and each value keeps its own place', async () => {
  const files: Readonly<Record<string, string>> = {
    '/s/dir/spec.yaml': 'extends: [../a.yaml, b.yaml]\nname: child\n',
    '/s/a.yaml':
      'name: a\nload: { dataset: mnist, limit: 5 }\nbuild: { layers: [flatten] }\ntrain: { epochs: 1 }\n',
    '/s/dir/b.yaml': 'name: b\nload: { limit: 6 }\ntrain: { batchSize: 4 }\n',
  };
  const readFile = async (file: string) => new TextEncoder().encode(files[file]);
  const result = await loadSpec({ path: 'dir/spec.yaml', cwd: '/s', readFile });
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  const { spec, locate } = result.value;
  expect(spec).toMatchObject({
    name: 'child',
    load: { dataset: 'mnist', limit: 6 },
    train: { epochs: 1, batchSize: 4 },
  });
  expect(locate('load.limit')).toEqual({ file: 'dir/b.yaml', line: 2, col: 16 });
  expect(locate('load.dataset')).toEqual({ file: 'a.yaml', line: 2, col: 18 });
  expect(locate('name')).toEqual({ file: 'dir/spec.yaml', line: 2, col: 7 });
});

test("a sweep's parameters are replaced whole, the rest of it is merged", () => {
  const base = {
    sweep: { parameters: { a: { path: 'x', values: [1] }, b: { path: 'y', values: [1] } }, repeats: 2 },
  };
  const over = { sweep: { parameters: { b: { path: 'y', int: [1, 2] } }, trials: 3 } };
  expect(mergeValues(base, over)).toEqual({ sweep: { ...over.sweep, repeats: 2 } });
});
