import type { CatalogueEntry } from './entry.js';

export const fashionMnist: CatalogueEntry = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  source: 'Xiao, Rasul and Vollgraf (2017), articles of clothing from the Zalando shop, in the form of MNIST',
  homepage: 'https://github.com/zalandoresearch/fashion-mnist',
  licence: 'MIT',
  classes: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  height: 28,
  width: 28,
  content: {
    kind: 'idx',
    train: {
      count: 60_000,
      images: {
        name: 'train-images-idx3-ubyte',
        bytes: 47_040_016,
        compressed: { sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84' },
      },
      labels: {
        name: 'train-labels-idx1-ubyte',
        bytes: 60_008,
        compressed: { sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845' },
      },
    },
    test: {
      count: 10_000,
      images: {
        name: 't10k-images-idx3-ubyte',
        bytes: 7_840_016,
        compressed: { sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073' },
      },
      labels: {
        name: 't10k-labels-idx1-ubyte',
        bytes: 10_008,
        compressed: { sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5' },
      },
    },
    mirrors: ['http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/'],
  },
};
