import { expect, it } from 'vitest';
import { dataReader } from '#src/run/data-reader.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { packSpec, unpackSpec } from '#src/spec/pack.js';

const readData = dataReader({ env: process.env, cacheDir: 'runs/.cache' });

it('a packed spec survives the way to another process', async () => {
  const loaded = await loadSpec({ path: 'experiments/paper.yaml', sets: ['train.epochs=7'], readData });
  if (!loaded.ok) throw new Error(loaded.failure[0]?.message);
  const { spec, hash, yaml, dataset } = loaded.value;
  const packed = unpackSpec(structuredClone(packSpec(loaded.value)));
  expect(packed).toMatchObject({ spec, hash, yaml, ...(dataset && { dataset }) });
  expect(packed.spec.train.epochs).toBe(7);
  // Stages copy it.
  expect({ ...packed }.hash).toBe(hash);
  expect(packed.locate('train.epochs')).toEqual({ file: 'paper' });
});

it('an ensemble is not one spec to pack', async () => {
  const loaded = await loadSpec({ path: 'experiments/ensemble.yaml', readData });
  if (!loaded.ok) throw new Error(loaded.failure[0]?.message);
  expect(() => packSpec(loaded.value)).toThrow('several specs');
});
