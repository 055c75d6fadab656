import type { CatalogueEntry } from './entry.js';

export const kmnist: CatalogueEntry = {
  name: 'kmnist',
  title: 'Kuzushiji-MNIST',
  source:
    'Clanuwat et al. (2018), ten cursive hiragana from Japanese books of before 1900, in the form of MNIST',
  homepage: 'http://codh.rois.ac.jp/kmnist/',
  licence: 'CC-BY-SA-4.0',
  classes: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
  height: 28,
  width: 28,
  content: {
    kind: 'idx',
    train: {
      count: 60_000,
      images: {
        name: 'train-images-idx3-ubyte',
        bytes: 47_040_016,
        compressed: { sha256: '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4' },
      },
      labels: {
        name: 'train-labels-idx1-ubyte',
        bytes: 60_008,
        compressed: { sha256: 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17' },
      },
    },
    test: {
      count: 10_000,
      images: {
        name: 't10k-images-idx3-ubyte',
        bytes: 7_840_016,
        compressed: { sha256: 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5' },
      },
      labels: {
        name: 't10k-labels-idx1-ubyte',
        bytes: 10_008,
        compressed: { sha256: '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c' },
      },
    },
    mirrors: ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  },
};
