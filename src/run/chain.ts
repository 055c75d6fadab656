/** The chain of epochs behind a training, by their hashes: what it takes to check the training without the store. */
import { readFile } from 'node:fs/promises';
import { artifactOf } from '../plan/artifact.js';
import { keyRecord } from '../plan/key-record.js';
import type { ChainLink, Result } from '../report/result-types.generated.js';
import type { TrainMeta } from '../stages/artifacts/training.js';
import { type Artifact, blobHash, type StageInputs } from '../stages/stage.js';
import { countKnownEpochs, train } from '../stages/train.js';
import type { ExecuteOptions, StageResults } from './execute.js';

/**
 * Reads the chain of a finished training from the store.
 *
 * @returns nothing where the store no longer has every epoch: the finished training may have outlived them.
 */
export async function chainOf(
  { store, spec, engine }: Pick<ExecuteOptions, 'store' | 'spec' | 'engine'>,
  results: StageResults,
): Promise<readonly ChainLink[] | undefined> {
  const inputs: StageInputs = Object.fromEntries(
    train.needs.map((name) => [name, results[name].artifact] as const),
  );
  const links: Artifact[] = [];
  await countKnownEpochs({ spec, inputs }, async (part) => {
    const entry = await store.lookup(store.keyOf(keyRecord('train', part, engine, part.part)));
    if (!entry.ok || entry.value === undefined) return undefined;
    const link = artifactOf(store, entry.value);
    links.push(link);
    return link;
  });
  const { epochs } = results.train.artifact.entry.meta as unknown as TrainMeta;
  return links.length === epochs ? links.map(linkOf) : undefined;
}

function linkOf(link: Artifact, position: number): ChainLink {
  const { key, content } = link.entry;
  return {
    epoch: position + 1,
    key,
    content,
    weightsSha256: blobHash(link, 'weights'),
    optimizerSha256: blobHash(link, 'optimizer'),
  };
}

/** The chain that a run's result.json had before, if it is of the same training. */
export async function formerChain(
  file: string,
  results: StageResults,
): Promise<readonly ChainLink[] | undefined> {
  try {
    const former = JSON.parse(await readFile(file, 'utf8')) as Result;
    const isSame = former.stages.some(({ key }) => key === results.train.artifact.entry.key);
    return isSame ? former.chain : undefined;
  } catch {
    return undefined;
  }
}
