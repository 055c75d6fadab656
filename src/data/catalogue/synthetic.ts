import type { CatalogueEntry } from './entry.js';
import { DIGITS } from './like-mnist.js';

export const synthetic: CatalogueEntry = {
  name: 'synthetic',
  title: 'Synthetic handwritten digits',
  source:
    'drawn by hwr-run itself from splines, so that it needs no network; for trying things out and for tests',
  licence: 'CC0-1.0',
  classes: DIGITS,
  height: 28,
  width: 28,
  content: { kind: 'generated', sizes: { train: 60_000, test: 10_000 } },
};
