import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { getDataset, getEntry } from '#src/data/get-dataset.js';
import { temporaryFolder, tiny, tinyEntry, writeTiny } from './idx-files.js';
import { nobody, serve } from './mirror.js';

describe('getting a data set', () => {
  it('keeps whole files, and replaces damaged ones, in the folder that is given', async () => {
    const dataDir = await temporaryFolder();
    const directory = await writeTiny(dataDir, { 'test-images.gz': gzipSync(tiny['train-images']) });
    const mirror = await serve((_, response) => response.end(tiny['test-images']));
    const gotten = await getEntry(tinyEntry([mirror]), { dataDir, env: {} });
    expect(gotten).toEqual({
      ok: true,
      value: {
        directory,
        kept: ['test-labels.gz', 'train-labels.gz', 'train-images.gz'].map((name) => join(directory, name)),
        fetched: [join(directory, 'test-images')],
      },
    });
    // The mirror sent it uncompressed; the damaged .gz, which would be preferred, is gone.
    expect(await readFile(join(directory, 'test-images'))).toEqual(tiny['test-images']);
    const again = await getEntry(tinyEntry([await nobody()]), { dataDir, env: {} });
    expect(again).toMatchObject({ ok: true, value: { fetched: [] } });
  });

  it('leaves a damaged file alone when nothing better can be had', async () => {
    const dataDir = await temporaryFolder();
    const directory = await writeTiny(dataDir);
    await writeFile(join(directory, 'test-labels.gz'), 'damaged');
    const gotten = await getEntry(tinyEntry([await nobody()]), { dataDir, env: {} });
    expect(gotten).toMatchObject({ ok: false, failure: { kind: 'data' } });
    expect(await readFile(join(directory, 'test-labels.gz'), 'utf8')).toBe('damaged');
  });

  it('has nothing to do for a set that the program makes itself', async () => {
    expect(await getDataset('synthetic', { env: {} })).toMatchObject({
      ok: true,
      value: { directory: undefined },
    });
  });

  it('rejects an unknown name', async () => {
    expect(await getDataset('mnits', { env: {} })).toMatchObject({ ok: false, failure: { kind: 'spec' } });
  });
});
