import type { CatalogueEntry } from './entry.js';

export const qmnist: CatalogueEntry = {
  name: 'qmnist',
  title: 'QMNIST',
  source: 'Yadav and Bottou (2019), MNIST made again from NIST’s files, with all 60 000 test digits',
  homepage: 'https://github.com/facebookresearch/qmnist',
  licence: 'BSD-3-Clause',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  height: 28,
  width: 28,
  content: {
    kind: 'idx',
    train: {
      count: 60_000,
      images: {
        name: 'qmnist-train-images-idx3-ubyte',
        bytes: 47_040_016,
        compressed: { md5: 'ed72d4157d28c017586c42bc6afe6370' },
      },
      labels: {
        name: 'qmnist-train-labels-idx2-int',
        bytes: 1_920_012,
        compressed: { md5: '0058f8dd561b90ffdd0f734c6a30e5e4' },
      },
    },
    test: {
      count: 60_000,
      images: {
        name: 'qmnist-test-images-idx3-ubyte',
        bytes: 47_040_016,
        compressed: { md5: '1394631089c404de565df7b7aeaf9412' },
      },
      labels: {
        name: 'qmnist-test-labels-idx2-int',
        bytes: 1_920_012,
        compressed: { md5: '5b5b05890a5e13444e108efe57b788aa' },
      },
    },
    mirrors: ['https://raw.githubusercontent.com/facebookresearch/qmnist/master/'],
    // The class, then the writer and where the digit was on the form.
    labelColumns: 8,
  },
};
