import type { CatalogueEntry } from './entry.js';
import { DIGITS } from './like-mnist.js';

export const mnist: CatalogueEntry = {
  name: 'mnist',
  title: 'MNIST handwritten digits',
  source: 'LeCun, Cortes and Burges, from NIST Special Databases 1 and 3; digits of about 500 writers',
  homepage: 'http://yann.lecun.com/exdb/mnist/',
  licence: 'CC-BY-SA-3.0',
  classes: DIGITS,
  height: 28,
  width: 28,
  content: {
    kind: 'idx',
    train: {
      count: 60_000,
      images: {
        name: 'train-images-idx3-ubyte',
        bytes: 47_040_016,
        sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      },
      labels: {
        name: 'train-labels-idx1-ubyte',
        bytes: 60_008,
        sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      },
    },
    test: {
      count: 10_000,
      images: {
        name: 't10k-images-idx3-ubyte',
        bytes: 7_840_016,
        sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      },
      labels: {
        name: 't10k-labels-idx1-ubyte',
        bytes: 10_008,
        sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      },
    },
    mirrors: [
      'https://ossci-datasets.s3.amazonaws.com/mnist/',
      'https://storage.googleapis.com/cvdf-datasets/mnist/',
      'https://azureopendatastorage.blob.core.windows.net/mnist/',
      'http://yann.lecun.com/exdb/mnist/',
    ],
  },
};
