/** Data of the user's own as a spec describes it. */
import path from 'node:path';
import { trainPathOf } from '../../spec/dataset-name.js';
import type { DatasetSource } from '../../spec/spec-types.generated.js';
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';
import { hashFiles } from '../hash-files.js';
import { type ListedSets, listSets } from './list-folder.js';

/** Its paths count from the working folder. */
export type OwnSource = Exclude<DatasetSource, string>;

export type KindOfSource = 'csv' | 'folder' | 'npz' | 'idx';

/** What all kinds have; what a kind does not have is as if it were off. */
export function optionsOf(source: OwnSource): {
  readonly invert: 'auto' | boolean;
  readonly seed: number;
  readonly transposed: boolean;
  readonly sha256?: string;
} {
  if ('folder' in source) return { ...source.folder, transposed: false };
  if ('csv' in source) return source.csv;
  return 'npz' in source ? source.npz : source.idx;
}

/** What a failure about the whole of it names: the training set, of pairs of files the labels. */
export function placeOfSource(source: OwnSource): string {
  return 'idx' in source ? source.idx.train.labels : path.normalize(trainPathOf(source));
}

/** SHA-256 of what is in its files, and of what they are to it; where they lie does not matter. */
export async function hashSource(source: OwnSource, signal?: AbortSignal): Promise<Outcome<string>> {
  const files = filesOf(source);
  const hashed = files.ok ? await hashFiles(files.value, signal) : files;
  return hashed.ok ? hashed : fail(withAdvice(hashed.failure));
}

/** Files of the user's own are for the user to mend. */
export function withAdvice(failure: Failure): Failure {
  if (failure.kind !== 'data' || failure.advice !== undefined) return failure;
  const isMissing = failure.message.endsWith('no such file');
  return { ...failure, advice: isMissing ? 'check the path' : 'write the file again' };
}

type FileInRole = readonly [file: string, role: string];

function filesOf(source: OwnSource): Outcome<readonly FileInRole[]> {
  if ('folder' in source) return picturesOf(source.folder);
  if ('npz' in source) return succeed([[source.npz.train, 'npz']]);
  if ('csv' in source) {
    const { train, test } = source.csv;
    return succeed([[train, 'train'], ...(typeof test === 'string' ? [[test, 'test'] as const] : [])]);
  }
  const { train, test } = source.idx;
  const pair = ({ images, labels }: typeof train, set: string): readonly FileInRole[] => [
    [images, `${set} images`],
    [labels, `${set} labels`],
  ];
  return succeed([...pair(train, 'train'), ...(typeof test === 'number' ? [] : pair(test, 'test'))]);
}

/** Pictures by their class and name. */
function picturesOf({ train, test }: { readonly train: string; readonly test: string | number }) {
  const listed = listSets(train, test);
  if (!listed.ok) return listed;
  const files = Object.entries(listed.value).flatMap(([set, classes]: [string, ListedSets['test']]) =>
    typeof classes === 'number'
      ? []
      : classes.flatMap(({ label, files: names }) =>
          names.map((file): FileInRole => [file, `${set}/${label}/${path.basename(file)}`]),
        ),
  );
  return succeed(files);
}
