/** Compares runs: gathers them, and reads the pictures of the images on which they part. */
import { disagreements } from '../../report/compare/disagreements.js';
import type { ComparisonRecord, Contestant } from '../../report/compare/record.js';
import { type ComparisonView, comparisonView, mainSplit } from '../../report/compare/view.js';
import type { Picture } from '../../report/run-record.js';
import { type Outcome, succeed } from '../../util/outcome.js';
import { version } from '../../util/version.js';
import type { StoredRunOptions } from '../stored-run.js';
import { type GatheredContestant, readContestant } from './read-contestant.js';
import { specDifferences } from './spec-differences.js';

export interface Comparison {
  readonly view: ComparisonView;
  /** Of disputed images, by their number in the file of the split that the comparison is about. */
  readonly pictures: ReadonlyMap<number, Picture>;
}

/** Compares the runs or sweeps of these names with the first of them. Nothing is computed but figures. */
export async function compareRuns(
  names: readonly string[],
  options: StoredRunOptions,
): Promise<Outcome<Comparison>> {
  const gathered: GatheredContestant[] = [];
  for (const name of names) {
    const read = await readContestant(name, options);
    if (!read.ok) return read;
    gathered.push(read.value);
  }
  const specs = gathered.map(({ spec }) => spec).filter((spec) => spec !== undefined);
  const record: ComparisonRecord = {
    version,
    contestants: labelled(gathered.map(({ contestant }) => contestant)),
    ...(specs.length === gathered.length && { differences: specDifferences(specs) }),
  };
  const view = comparisonView(record);
  return succeed({ view, pictures: await disputedPictures(view, gathered) });
}

/** By the spec's name where that is enough, else by the folder's. */
function labelled(contestants: readonly Omit<Contestant, 'label'>[]): Contestant[] {
  return contestants.map((contestant) => {
    const isUnique = contestants.filter(({ name }) => name === contestant.name).length === 1;
    const base = contestant.folder.split(/[/\\]/).at(-1) ?? contestant.folder;
    return { ...contestant, label: isUnique ? contestant.name : base };
  });
}

async function disputedPictures(
  view: ComparisonView,
  gathered: readonly GatheredContestant[],
): Promise<ReadonlyMap<number, Picture>> {
  const found = disagreements(view);
  const indices = found.flatMap(({ onlyFirst, onlyOther }) =>
    [...onlyFirst.shown, ...onlyOther.shown].map(({ index }) => index),
  );
  const split = mainSplit(view)?.split;
  if (split === undefined || indices.length === 0) return new Map();
  // Those that were tested have answered the same images: any of them will do.
  for (const contestant of [0, ...found.map(({ contestant }) => contestant)]) {
    const pictures = await gathered[contestant]?.readPictures(split, indices);
    if (pictures !== undefined) return pictures;
  }
  return new Map();
}
