/** What was computed beside what is on record, stage by stage and epoch by epoch. */
import type { Figures } from '../../report/result-types.generated.js';
import type { Entry } from '../../store/store.js';
import type { JsonValue } from '../../util/json.js';
import { hashesOf } from '../result.js';
import type { Difference } from './difference.js';
import { type RecordedRun, scoresOf } from './recorded-run.js';

/** What the record has of something that was filed. */
interface Recorded {
  readonly key: string;
  readonly content?: string;
  readonly blobs?: Readonly<Record<string, string>>;
}

/** How the parts of what a stage puts out are called. */
const WORDS: Readonly<Record<string, string>> = {
  trainPixels: 'train images',
  trainLabels: 'train labels',
  testPixels: 'test images',
  testLabels: 'test labels',
  trainIndices: 'which images are trained on',
  validationIndices: 'which images are held out',
};

/** Where the chain breaks at what was just filed or found; nothing where it holds. */
export function differenceAt(run: RecordedRun, entry: Entry): Difference | undefined {
  const { stage, part, parameters } = entry.record;
  if (part === 'epoch') return epochDifference(run, epochOf(parameters), entry);
  // What other parts come to is in what their stage puts out.
  if (part !== undefined) return undefined;
  const recorded = run.result.stages.find(({ name }) => name === stage);
  if (recorded === undefined) return { where: 'result.json', what: `it has no stage ${stage}` };
  return (
    (stage === 'evaluate' ? figuresDifference(run, entry) : undefined) ?? stageDifference(recorded, entry)
  );
}

/** What the run filed something under; the key of now where it is not on record. */
export function recordedKeyOf({ result }: RecordedRun, { record, key }: Entry): string {
  const { stage, part, parameters } = record;
  if (part === 'epoch') return result.chain?.[epochOf(parameters) - 1]?.key ?? key;
  return (part === undefined && result.stages.find(({ name }) => name === stage)?.key) || key;
}

function epochDifference({ result }: RecordedRun, epoch: number, entry: Entry): Difference | undefined {
  if (result.chain === undefined) return undefined;
  const where = `epoch ${epoch}`;
  const link = result.chain[epoch - 1];
  if (link === undefined) return { where, what: `the run has only ${result.chain.length} epochs on record` };
  const { key, content, weightsSha256: weights, optimizerSha256: optimizer } = link;
  return contentDifference(where, 'state', { key, content, blobs: { weights, optimizer } }, entry);
}

function stageDifference(
  recorded: Recorded & { readonly name: string },
  entry: Entry,
): Difference | undefined {
  switch (recorded.name) {
    case 'load':
      return contentDifference('load', 'data', recorded, entry);
    case 'normalize':
      return contentDifference('normalize', 'images', recorded, entry);
    case 'augment':
      // A preview, which no result depends on: another version may draw another one.
      return recorded.key === entry.key
        ? contentDifference('augment', 'preview', recorded, entry)
        : undefined;
    case 'build':
      return contentDifference('build', 'initial weights', recorded, entry);
    case 'train':
      return contentDifference('train', 'kept weights', recorded, entry);
    case 'evaluate':
      return contentDifference('evaluate', 'predictions', recorded, entry);
    default:
      return undefined;
  }
}

/**
 * @param noun what the entry holds, in a word: what differs when nothing finer can be said.
 */
function contentDifference(
  where: string,
  noun: string,
  { key, content, blobs = {} }: Recorded,
  entry: Entry,
): Difference | undefined {
  if (content === undefined) return undefined;
  const there = hashesOf(entry.blobs);
  // The content has the blobs' hashes in it, but who has changed a record may have changed one of the two.
  const isWhole = Object.entries(blobs).every(([name, hash]) => hash === undefined || hash === there[name]);
  if (content === entry.content && isWhole) return undefined;
  // Those with words first, in the order in which one asks for them.
  const names = new Set([...Object.keys(WORDS), ...Object.keys(blobs), ...Object.keys(there)]);
  const [first, ...others] = [...names].filter((name) => blobs[name] !== there[name]);
  if (first !== undefined) {
    const parts = [first, ...others].map((name) => WORDS[name] ?? name).join(', ');
    const what = `${noun} ${noun.endsWith('s') || noun === 'data' ? 'differ' : 'differs'}: ${parts}`;
    const [recorded, found] = [blobs[first], there[first]];
    return { where, what, ...(recorded && found && others.length === 0 ? { recorded, found } : {}) };
  }
  // Another version may describe the same thing in other words; the same one may not.
  if (key !== entry.key) return undefined;
  return { where, what: 'figures differ', recorded: content, found: entry.content };
}

/** The figures in result.json, which is what people read. */
function figuresDifference({ result }: RecordedRun, { meta }: Entry): Difference | undefined {
  const computed = { ...(meta.splits as object), ...(meta.datasets as object) } as Readonly<
    Record<string, Partial<Figures>>
  >;
  for (const [name, figures] of Object.entries(scoresOf(result))) {
    for (const figure of ['correct', 'count', 'accuracy', 'loss'] as const) {
      const found = computed[name]?.[figure];
      if (found === figures[figure]) continue;
      const what = found === undefined ? `nothing scores ${name}` : `${name}.${figure} differs`;
      return { where: 'evaluate', what, recorded: figures[figure], ...(found !== undefined && { found }) };
    }
  }
  return undefined;
}

/** The number of an epoch, from the parameters that its key is made from. */
export function epochOf(parameters: JsonValue | undefined): number {
  const { epoch = 0 } = (parameters ?? {}) as { readonly epoch?: number };
  return epoch;
}
