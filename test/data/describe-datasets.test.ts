import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogue } from '#src/data/catalogue/catalogue.js';
import { publishedFiles } from '#src/data/catalogue/entry.js';
import { describeDatasets } from '#src/data/describe-datasets.js';
import { temporaryFolder } from './idx-files.js';

it('tells of each data set what it is and where', async () => {
  const folder = await temporaryFolder();
  const env = { HWR_DATA_DIR: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  const before = await describeDatasets({ env });
  expect(before).toMatchObject([
    { name: 'mnist', train: 60_000, test: 10_000, height: 28, width: 28, location: { kind: 'absent' } },
    { name: 'synthetic', train: 60_000, test: 10_000, location: { kind: 'built-in' } },
  ]);
  await mkdir(join(folder, 'mnist'));
  const { content } = catalogue[0]!;
  if (content.kind !== 'idx') throw new Error('mnist is published');
  for (const { name } of publishedFiles(content)) await writeFile(join(folder, 'mnist', name), '');
  const after = await describeDatasets({ env });
  expect(after[0]?.location).toEqual({
    kind: 'folder',
    directory: join(folder, 'mnist'),
    origin: 'HWR_DATA_DIR',
  });
});
