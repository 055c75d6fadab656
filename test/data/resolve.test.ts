import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachePlace, dataPlaces, locateDataset } from '#src/data/resolve.js';
import { temporaryFolder, tinyEntry, writeTiny } from './idx-files.js';

const { content } = tinyEntry();
if (content.kind !== 'idx') throw new Error('tiny is published');
const published = content;

const locate = (env: Record<string, string>, dataDir?: string) =>
  locateDataset('tiny', published, dataPlaces({ env, ...(dataDir !== undefined && { dataDir }) }));

describe('the places where data sets are looked for', () => {
  it('are --data-dir, HWR_DATA_DIR and the cache folder, in this order', () => {
    const env = { HWR_DATA_DIR: '/b', XDG_CACHE_HOME: '/c' };
    expect(dataPlaces({ dataDir: 'a', env })).toEqual([
      { origin: '--data-dir', directory: resolve('a') },
      { origin: 'HWR_DATA_DIR', directory: resolve('/b') },
      { origin: 'cache', directory: resolve('/c/hwr-run/data') },
    ]);
    expect(dataPlaces({ env: { HWR_DATA_DIR: '', HOME: '/h' } }).map(({ origin }) => origin)).toEqual([
      'cache',
    ]);
  });

  it('have the cache folder where the XDG specification wants it', () => {
    const cacheOf = (env: Record<string, string>) => cachePlace(env).directory;
    expect(cacheOf({ HOME: '/h' })).toBe('/h/.cache/hwr-run/data');
    expect(cacheOf({ HOME: '/h', XDG_CACHE_HOME: '' })).toBe('/h/.cache/hwr-run/data');
    expect(cacheOf({ HOME: '/h', XDG_CACHE_HOME: 'relative' })).toBe('/h/.cache/hwr-run/data');
    expect(cacheOf({})).toBe(join(homedir(), '.cache/hwr-run/data'));
  });

  it('are asked in turn, and one that lacks a file is passed over', async () => {
    const [a, b, c] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
    const env = { HWR_DATA_DIR: b, XDG_CACHE_HOME: c };
    const placeOf = async () => (await locate(env, a)).found?.place.origin;
    await writeTiny(join(c, 'hwr-run', 'data'));
    expect(await placeOf()).toBe('cache');
    await writeTiny(b);
    expect(await placeOf()).toBe('HWR_DATA_DIR');
    const inA = await writeTiny(a);
    expect(await placeOf()).toBe('--data-dir');
    await rm(join(inA, 'train-labels.gz'));
    const result = await locate(env, a);
    expect(result.found?.place.origin).toBe('HWR_DATA_DIR');
    expect(result.missing).toMatchObject([{ reason: 'lacks train-labels' }]);
  });

  it('may hold files with and without .gz; what is no file counts only where nothing else is there', async () => {
    const a = await temporaryFolder();
    const directory = await writeTiny(a);
    await rename(join(directory, 'test-images.gz'), join(directory, 'test-images'));
    await mkdir(join(directory, 'test-images.gz'));
    await rm(join(directory, 'test-labels.gz'));
    await mkdir(join(directory, 'test-labels'));
    const { found } = await locate({ XDG_CACHE_HOME: '/nowhere' }, a);
    expect(found?.files).toEqual(
      new Map([
        ['test-labels', join(directory, 'test-labels')],
        ['train-labels', join(directory, 'train-labels.gz')],
        ['test-images', join(directory, 'test-images')],
        ['train-images', join(directory, 'train-images.gz')],
      ]),
    );
  });

  it('each say what they lack', async () => {
    const reasonOf = async (dataDir: string) =>
      (await locate({ XDG_CACHE_HOME: '/nowhere' }, dataDir)).missing[0]?.reason;
    const a = await temporaryFolder();
    expect(await reasonOf(join(a, 'typo'))).toBe('no such folder');
    expect(await reasonOf(a)).toBe('no tiny/ with its files in it');
    await writeFile(join(a, 'file'), '');
    expect(await reasonOf(join(a, 'file'))).toBe('not a folder');
    const inner = await writeTiny(a);
    expect(await reasonOf(inner)).toBe('has test-labels itself, give the folder that holds tiny/');
  });
});
