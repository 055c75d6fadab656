import type { CatalogueEntry } from './entry.js';
import { DIGITS, pairWithRows, SIDE } from './like-mnist.js';

/** A label's row: the class, then the writer and where the digit stood on the form. */
const LABEL_COLUMNS = 8;

export const qmnist: CatalogueEntry = {
  name: 'qmnist',
  title: 'QMNIST',
  source: 'Yadav and Bottou (2019), MNIST made again from NIST’s files, with all 60 000 test digits',
  homepage: 'https://github.com/facebookresearch/qmnist',
  licence: 'BSD-3-Clause',
  classes: DIGITS,
  height: SIDE,
  width: SIDE,
  content: {
    kind: 'idx',
    train: pairWithRows('qmnist-train', 60_000, LABEL_COLUMNS, {
      images: { md5: 'ed72d4157d28c017586c42bc6afe6370' },
      labels: { md5: '0058f8dd561b90ffdd0f734c6a30e5e4' },
    }),
    test: pairWithRows('qmnist-test', 60_000, LABEL_COLUMNS, {
      images: { md5: '1394631089c404de565df7b7aeaf9412' },
      labels: { md5: '5b5b05890a5e13444e108efe57b788aa' },
    }),
    mirrors: ['https://raw.githubusercontent.com/facebookresearch/qmnist/master/'],
    labelColumns: LABEL_COLUMNS,
  },
};
