/**
 * EMNIST as NIST publishes it: all of its sets as IDX files in one zip, gzip.zip. Checksums are published of the zip alone
 * (MD5 58c8d27c78d21e728a6bc7b3cc06412e), so that the files themselves are taken as they are.
 */
import type { CatalogueEntry, PublishedPair } from './entry.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Letters whose lower case looks like the upper case are one class in the balanced set (Cohen et al. 2017, section II). */
const BALANCED = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt';

interface EmnistSet {
  readonly set: string;
  readonly title: string;
  readonly classes: string;
  readonly firstLabel: number;
  readonly train: Pick<PublishedPair, 'count' | 'formerCount'>;
  readonly test: Pick<PublishedPair, 'count' | 'formerCount'>;
}

function emnist({ set, title, classes, firstLabel, train, test }: EmnistSet): CatalogueEntry {
  const name = `emnist-${set}`;
  return {
    name,
    folder: 'emnist',
    title,
    source: 'Cohen, Afshar, Tapson and van Schaik (2017), from NIST Special Database 19',
    homepage: 'https://www.nist.gov/itl/products-and-services/emnist-dataset',
    licence: 'none stated',
    classes: [...classes],
    height: 28,
    width: 28,
    content: {
      kind: 'idx',
      train: { ...train, ...filesOf(`${name}-train`) },
      test: { ...test, ...filesOf(`${name}-test`) },
      mirrors: [],
      howToGet:
        'unzip gzip.zip of https://www.nist.gov/itl/products-and-services/emnist-dataset there ' +
        '(560 MB, MD5 58c8d27c78d21e728a6bc7b3cc06412e)',
      // Rows are columns: shown as they are, letters lie on their side, mirrored.
      transposed: true,
      firstLabel,
    },
  };
}

function filesOf(prefix: string): Pick<PublishedPair, 'images' | 'labels'> {
  return {
    images: { name: `${prefix}-images-idx3-ubyte` },
    labels: { name: `${prefix}-labels-idx1-ubyte` },
  };
}

export const emnistLetters: CatalogueEntry = emnist({
  set: 'letters',
  title: 'EMNIST letters, upper and lower case together',
  classes: LETTERS,
  firstLabel: 1,
  // The first release held a validation set back.
  train: { count: 124_800, formerCount: 88_800 },
  test: { count: 20_800, formerCount: 14_800 },
});

export const emnistBalanced: CatalogueEntry = emnist({
  set: 'balanced',
  title: 'EMNIST digits and letters, as many of each',
  classes: BALANCED,
  firstLabel: 0,
  train: { count: 112_800 },
  test: { count: 18_800 },
});
