/** Whether an ensemble's members can be averaged: their answers must be to the same questions. */
import { shareSplits } from '../spec/ensemble.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';

/** Checks what the members of an ensemble must have in common; every other spec is fine. */
export function checkMembers(spec: ResolvedSpec): Outcome<undefined> {
  const [first, ...others] = spec.members ?? [];
  if (first === undefined) return succeed(undefined);
  for (const [i, other] of others.entries()) {
    const difference = differenceOf(first, other);
    if (difference === undefined) continue;
    return refuse(
      spec,
      placeOfMember(spec, i + 1),
      difference,
      'members share one data set, so that they answer the same questions',
    );
  }
  const { splits, testTimeAugmentation } = spec.spec.evaluate;
  const own = splits.findIndex((split) => split !== 'test');
  if (own >= 0 && !shareSplits([first, ...others]))
    return refuse(
      spec,
      `evaluate.splits.${own}`,
      `the members hold out different images, so the ensemble has no ${splits[own]} split: one member was trained on what another has not seen`,
      'write "splits: [test]", or leave it out',
    );
  if (testTimeAugmentation !== null)
    return refuse(
      spec,
      'evaluate.testTimeAugmentation',
      'an ensemble has no test-time augmentation of its own, its members have',
      'write it in their specs',
    );
  return succeed(undefined);
}

/** What two members' data differ in. */
function differenceOf(a: ResolvedSpec, b: ResolvedSpec): string | undefined {
  const named = ({ spec: { name, seed } }: ResolvedSpec): string => `${name} (seed ${seed})`;
  const [one, two] = [a.spec.load, b.spec.load];
  if (one.dataset !== two.dataset)
    return `${named(b)} is trained on ${two.dataset}, ${named(a)} on ${one.dataset}`;
  if (one.limit !== two.limit)
    return `${named(b)} uses ${two.limit ?? 'all'} images of ${two.dataset}, ${named(a)} ${one.limit ?? 'all'}`;
  if (JSON.stringify(one.synthetic) !== JSON.stringify(two.synthetic))
    return `${named(b)} and ${named(a)} are trained on different generated digits`;
  return undefined;
}

/** Where the file of a member is named. */
function placeOfMember({ spec: { ensemble } }: ResolvedSpec, index: number): string {
  if (typeof ensemble?.of !== 'object') return 'ensemble.of';
  return `ensemble.of.${Math.floor(index / (ensemble.seeds?.length ?? 1))}`;
}

function refuse(spec: ResolvedSpec, path: string, message: string, advice: string): Outcome<never> {
  const failure: Failure = { kind: 'spec', message, place: spec.locate(path), advice };
  return fail(failure);
}
