import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogue } from '#src/data/catalogue/catalogue.js';
import { type CatalogueEntry, publishedFiles } from '#src/data/catalogue/entry.js';
import { describeDatasets } from '#src/data/describe-datasets.js';
import { temporaryFolder } from './idx-files.js';

it('tells of each data set what it is and where', async () => {
  const folder = await temporaryFolder();
  const env = { HWR_DATA_DIR: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  const before = await describeDatasets({ env });
  expect(before.slice(0, 2)).toMatchObject([
    { name: 'mnist', train: 60_000, test: 10_000, height: 28, width: 28, location: { kind: 'absent' } },
    { name: 'synthetic', train: 60_000, test: 10_000, location: { kind: 'built-in' } },
  ]);
  expect(before.find(({ name }) => name === 'semeion')).toMatchObject({
    ...{ train: 1275, test: 318, height: 16, width: 16, licence: 'CC-BY-4.0', location: { kind: 'absent' } },
  });
  // Both of EMNIST's sets come in one zip, and lie in one folder.
  await mkdir(join(folder, 'emnist'));
  const letters = catalogue.find(({ name }) => name === 'emnist-letters');
  for (const name of filesOf(letters)) await writeFile(join(folder, 'emnist', `${name}.gz`), '');
  const there = (await describeDatasets({ env })).filter(({ location }) => location.kind === 'folder');
  expect(there.map(({ name }) => name)).toEqual(['emnist-letters']);
  await mkdir(join(folder, 'mnist'));
  for (const name of filesOf(catalogue[0])) await writeFile(join(folder, 'mnist', name), '');
  const after = await describeDatasets({ env });
  expect(after[0]?.location).toEqual({
    kind: 'folder',
    directory: join(folder, 'mnist'),
    origin: 'HWR_DATA_DIR',
  });
});

function filesOf(entry: CatalogueEntry | undefined): readonly string[] {
  const { content } = entry!;
  if (content.kind === 'generated') throw new Error('it is published');
  return publishedFiles(content).map(({ name }) => name);
}
