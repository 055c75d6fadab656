import type { CatalogueEntry } from './entry.js';
import { DIGITS } from './like-mnist.js';

export const semeion: CatalogueEntry = {
  name: 'semeion',
  title: 'Semeion handwritten digits',
  source:
    'Tactile Srl and Semeion Research Center, UCI Machine Learning Repository; digits of about 80 writers',
  homepage: 'https://archive.ics.uci.edu/dataset/178/semeion+handwritten+digit',
  licence: 'CC-BY-4.0',
  classes: DIGITS,
  height: 16,
  width: 16,
  content: {
    kind: 'text',
    format: 'semeion',
    files: [{ name: 'semeion.data' }],
    // One file, no test set: every fifth digit of it is one here (see data/text/semeion.ts).
    counts: { train: 1275, test: 318 },
    howToGet: 'put semeion.data of https://archive.ics.uci.edu/dataset/178/semeion+handwritten+digit there',
  },
};
