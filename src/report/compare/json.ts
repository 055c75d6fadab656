/** A comparison as one JSON document: `hwr-run compare --json`, and compare.json. */
import type { Spread } from '../../metrics/intervals.js';
import type { ComparisonView, PairedOutcome } from './view.js';
import { letterOf, verdictSentences } from './words.js';

/** Shares and losses as they are; `null` where there is nothing. Figures of splits are in the order of the contestants. */
export function comparisonJson(view: ComparisonView) {
  const { version, contestants, differences } = view.record;
  return {
    version,
    contestants: contestants.map(({ label, name, folder, kind, dataset, engine, runs }, i) => ({
      letter: letterOf(i),
      label,
      name,
      folder,
      kind,
      dataset,
      engine,
      runs: runs.map(({ folder, seed, epochs, bestEpoch, weightsSha256, splits }) => ({
        folder,
        seed,
        epochs,
        bestEpoch,
        weightsSha256,
        splits,
      })),
    })),
    splits: Object.fromEntries(
      view.splits.map(({ split, rows }) => [
        split,
        rows.map((row) => ({
          contestant: letterOf(row.contestant),
          accuracy: spreadJson(row.accuracy),
          interval: row.interval,
          loss: spreadJson(row.loss),
          count: row.count,
          difference: row.difference ?? null,
          differenceOverSeeds: row.seeds ?? null,
          paired: pairedJson(row.test),
        })),
      ]),
    ),
    differences:
      differences?.map(({ path, values }) => ({
        path,
        values: Object.fromEntries(values.map((value, i) => [letterOf(i), value ?? null])),
      })) ?? null,
    verdict: verdictSentences(view),
  };
}

function spreadJson({ count, mean, std }: Spread) {
  return { runs: count, mean: Number.isFinite(mean) ? mean : null, std: std ?? null };
}

function pairedJson(test: PairedOutcome | undefined) {
  if (test === undefined) return null;
  if (test.kind === 'impossible') return { reason: test.reason };
  const { images, moreFirst, moreSecond, exactP, midP } = test.found;
  return {
    images,
    moreReference: moreFirst,
    moreThis: moreSecond,
    exactP,
    p: midP,
    adjustedP: test.adjustedP,
    sameImagesBy: test.sameBy,
  };
}
