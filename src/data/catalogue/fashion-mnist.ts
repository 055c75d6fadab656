import type { CatalogueEntry } from './entry.js';
import { mnistPair, SIDE } from './like-mnist.js';

export const fashionMnist: CatalogueEntry = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  source: 'Xiao, Rasul and Vollgraf (2017), articles of clothing from the Zalando shop, in the form of MNIST',
  homepage: 'https://github.com/zalandoresearch/fashion-mnist',
  licence: 'MIT',
  classes: [
    ...['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat'],
    ...['Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  ],
  height: SIDE,
  width: SIDE,
  content: {
    kind: 'idx',
    train: mnistPair('train', 60_000, {
      images: { sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84' },
      labels: { sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845' },
    }),
    test: mnistPair('t10k', 10_000, {
      images: { sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073' },
      labels: { sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5' },
    }),
    mirrors: ['http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/'],
  },
};
