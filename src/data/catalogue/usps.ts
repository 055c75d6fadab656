import type { CatalogueEntry } from './entry.js';
import { DIGITS } from './like-mnist.js';

export const usps: CatalogueEntry = {
  name: 'usps',
  title: 'USPS handwritten digits',
  source: 'Hull (1994), from envelopes of the US Postal Service; the files of the LIBSVM project',
  homepage: 'https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass.html#usps',
  licence: 'none stated',
  classes: DIGITS,
  height: 16,
  width: 16,
  content: {
    kind: 'text',
    format: 'libsvm',
    files: [{ name: 'usps' }, { name: 'usps.t' }],
    counts: { train: 7291, test: 2007 },
    howToGet:
      'put usps.bz2 (MD5 ec16c51db3855ca6c91edd34d0e9b197) and usps.t.bz2 (MD5 8ea070ee2aca1ac39742fdd1ef5ed118) ' +
      'of https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass.html there, and bunzip2 them',
  },
};
