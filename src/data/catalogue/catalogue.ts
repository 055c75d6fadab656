import { suggest } from '../../spec/suggest.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { emnistBalanced, emnistLetters } from './emnist.js';
import type { CatalogueEntry } from './entry.js';
import { fashionMnist } from './fashion-mnist.js';
import { kmnist } from './kmnist.js';
import { mnist } from './mnist.js';
import { qmnist } from './qmnist.js';
import { semeion } from './semeion.js';
import { synthetic } from './synthetic.js';
import { usps } from './usps.js';

/** Every data set that specs can name, in the order in which they are listed. */
export const catalogue: readonly CatalogueEntry[] = [
  mnist,
  synthetic,
  fashionMnist,
  kmnist,
  emnistLetters,
  emnistBalanced,
  qmnist,
  usps,
  semeion,
];

/** The entry of a name. Fails with kind `spec`, since a name comes from a spec (or from a command line in its place). */
export function findDataset(name: string): Outcome<CatalogueEntry> {
  const entry = catalogue.find((candidate) => candidate.name === name);
  if (entry !== undefined) return succeed(entry);
  const names = catalogue.map((candidate) => candidate.name);
  const near = suggest(name, names);
  const advice =
    near === undefined ? `there are: ${names.join(', ')}` : `did you mean ${JSON.stringify(near)}?`;
  return fail({ kind: 'spec', message: `unknown data set ${JSON.stringify(name)}`, advice });
}
