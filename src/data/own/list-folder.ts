/** A folder for each class, with PNG files in it. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { readFailure } from '../gzip.js';

/** The pictures of a class, in the order of their names' characters' codes. */
export interface ClassFolder {
  readonly label: string;
  readonly files: readonly string[];
}

export interface ListedSets {
  readonly train: readonly ClassFolder[];
  /** How much of the training set is to be a test set, where there is none. */
  readonly test: readonly ClassFolder[] | number;
}

const OTHER_PICTURES = /\.(jpe?g|gif|bmp|tiff?|webp|heic|svg)$/i;

/** Lists a training set and a test folder; or a folder that holds folders `train` and `test`; or a training set alone. */
export function listSets(folder: string, test: string | number): Outcome<ListedSets> {
  if (typeof test === 'string') return listBoth(folder, test);
  const names = entriesOf(folder);
  if (!names.ok) return names;
  const folders = names.value.filter((name) => isFolder(path.join(folder, name)));
  if (!folders.includes('train') || !folders.includes('test')) {
    const train = listClasses(folder);
    return train.ok ? succeed({ train: train.value, test }) : train;
  }
  const other = folders.find((name) => name !== 'train' && name !== 'test');
  if (other === undefined) return listBoth(path.join(folder, 'train'), path.join(folder, 'test'));
  const message = `${folder}: beside the folders train and test there is ${other}`;
  return fail({ kind: 'data', message, advice: 'put the classes into those two, or rename them' });
}

function listBoth(trainFolder: string, testFolder: string): Outcome<ListedSets> {
  const train = listClasses(trainFolder);
  if (!train.ok) return train;
  const test = listClasses(testFolder);
  return test.ok ? succeed({ train: train.value, test: test.value }) : test;
}

/** The classes of a folder, in the order of their names' characters' codes. */
function listClasses(folder: string): Outcome<readonly ClassFolder[]> {
  const names = entriesOf(folder);
  if (!names.ok) return names;
  const labels = names.value.filter((name) => isFolder(path.join(folder, name)));
  if (labels.length === 0) {
    const message = `${folder}: there are no folders in it`;
    return fail({
      kind: 'data',
      message,
      advice: 'make a folder for each class, named after it, with its PNG files',
    });
  }
  const classes: ClassFolder[] = [];
  for (const label of labels) {
    const files = listPictures(path.join(folder, label));
    if (!files.ok) return files;
    classes.push({ label, files: files.value });
  }
  return succeed(classes);
}

function listPictures(folder: string): Outcome<readonly string[]> {
  const names = entriesOf(folder);
  if (!names.ok) return names;
  const other = names.value.find((name) => OTHER_PICTURES.test(name));
  if (other !== undefined) {
    const message = `${path.join(folder, other)}: only PNG pictures are read`;
    return fail({ kind: 'data', message, advice: 'save it as PNG, or take it away' });
  }
  const files = names.value.filter((name) => /\.png$/i.test(name)).map((name) => path.join(folder, name));
  if (files.length > 0) return succeed(files);
  return fail({
    kind: 'data',
    message: `${folder}: there are no PNG files in it`,
    advice: 'put the pictures of the class there, or take the folder away',
  });
}

/** Names in a folder but for hidden ones, ordered by their characters' codes whatever the locale. */
function entriesOf(folder: string): Outcome<readonly string[]> {
  try {
    if (!statSync(folder).isDirectory()) {
      const message = `${folder}: a file, not a folder`;
      return fail({ kind: 'data', message, advice: 'name the folder that holds one folder for each class' });
    }
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    return succeed(names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing
      ? fail({ kind: 'data', message: `${folder}: there is no such folder`, advice: 'check the path' })
      : fail(readFailure(folder, error));
  }
}

/** Links count as what they lead to. */
function isFolder(entry: string): boolean {
  return statSync(entry, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** One picture of each class in turn, so that the first so many of a set show all classes. */
export function inTurn(
  classes: readonly ClassFolder[],
): readonly { readonly label: string; readonly file: string }[] {
  const most = Math.max(...classes.map(({ files }) => files.length));
  return Array.from({ length: most }, (_, i) =>
    classes.flatMap(({ label, files }) => {
      const file = files[i];
      return file === undefined ? [] : [{ label, file }];
    }),
  ).flat();
}
