import type { CatalogueEntry } from './entry.js';
import { mnistPair, SIDE } from './like-mnist.js';

export const kmnist: CatalogueEntry = {
  name: 'kmnist',
  title: 'Kuzushiji-MNIST',
  source:
    'Clanuwat et al. (2018), ten cursive hiragana from Japanese books of before 1900, in the form of MNIST',
  homepage: 'http://codh.rois.ac.jp/kmnist/',
  licence: 'CC-BY-SA-4.0',
  classes: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
  height: SIDE,
  width: SIDE,
  content: {
    kind: 'idx',
    train: mnistPair('train', 60_000, {
      images: { sha256: '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4' },
      labels: { sha256: 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17' },
    }),
    test: mnistPair('t10k', 10_000, {
      images: { sha256: 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5' },
      labels: { sha256: '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c' },
    }),
    mirrors: ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  },
};
