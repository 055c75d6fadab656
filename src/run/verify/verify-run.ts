/** Computes a run again and compares every hash that it has on record, up to the first that differs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { openStore } from '../../store/folder-store.js';
import { describeWriteError } from '../../util/atomic-file.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import type { Emit } from '../events.js';
import { type ExecuteOptions, executeUpTo } from '../execute.js';
import { checkFiles } from './check-files.js';
import { differenceAt, recordedKeyOf } from './compare.js';
import { computeEnsemble } from './compute-ensemble.js';
import type { Difference } from './difference.js';
import type { RecordedRun } from './recorded-run.js';
import { chooseEpochs } from './sample.js';
import { sampledStore, stoppingStore } from './stores.js';

export interface VerifyOptions
  extends Pick<ExecuteOptions, 'engine' | 'threads' | 'data' | 'signal' | 'emit'> {
  readonly run: RecordedRun;
  /** How many epochs to compute, from the states before them that the cache has; all of them, from nothing, without it. */
  readonly sample?: { readonly epochs: number; readonly cacheDir: string };
}

export interface Verification {
  /** The files of the folder that were held against each other. */
  readonly files: readonly string[];
  /** The epochs that were computed again, unless something had differed before. */
  readonly epochs: readonly number[];
  /** What differs; nothing where the run is what it says. */
  readonly differences: readonly Difference[];
  /** Whether something was filed under another key than then, from the same inputs: other code computes it. */
  readonly otherCode: boolean;
  readonly seconds: number;
}

export async function verifyRun(options: VerifyOptions): Promise<Outcome<Verification>> {
  const started = performance.now();
  const { files, differences } = await checkFiles(options.run);
  const computed =
    differences.length > 0 ? succeed({ epochs: [], differences, otherCode: false }) : await compute(options);
  if (!computed.ok) return computed;
  return succeed({ files, ...computed.value, seconds: (performance.now() - started) / 1000 });
}

type Computed = Pick<Verification, 'epochs' | 'differences' | 'otherCode'>;

/** In a store of its own, which goes when it is done: what a cache says proves nothing. */
async function compute(options: VerifyOptions): Promise<Outcome<Computed>> {
  let folder: string;
  try {
    folder = await mkdtemp(path.join(tmpdir(), 'hwr-run-verify-'));
  } catch (error) {
    return fail(
      describeWriteError(tmpdir(), error as NodeJS.ErrnoException, 'name another folder in TMPDIR'),
    );
  }
  try {
    return await computeIn(folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function computeIn(
  folder: string,
  { run, sample, emit, ...others }: VerifyOptions,
): Promise<Outcome<Computed>> {
  const { chain = [], epochs } = run.result;
  const { members } = run.spec;
  const fresh = await openStore(folder);
  if (!fresh.ok) return fresh;
  let { value: store } = fresh;
  let computed = Array.from({ length: epochs }, (_, i) => i + 1);
  if (sample !== undefined && run.result.chain === undefined)
    return fail({
      kind: 'data',
      message:
        members === undefined
          ? 'result.json has no chain of epochs, of which some could be computed'
          : 'an ensemble has no chain of epochs of its own, of which some could be computed',
      advice:
        members === undefined
          ? 'leave --sample out'
          : 'leave --sample out, or verify the runs of its members',
    });
  if (sample !== undefined) {
    const known = await openStore(sample.cacheDir);
    if (!known.ok) return known;
    computed = chooseEpochs(epochs, sample.epochs);
    store = sampledStore(store, known.value, chain, new Set(computed));
  }
  let difference: Difference | undefined;
  let otherCode = false;
  const comparing = stoppingStore(store, (entry) => {
    // Of an ensemble's members, their weights are on record, and compared by themselves.
    if (members !== undefined && entry.record.stage !== 'evaluate') return false;
    otherCode ||= recordedKeyOf(run, entry) !== entry.key;
    difference = differenceAt(run, entry);
    return difference !== undefined;
  });
  const { name } = run.spec.spec;
  emit({
    type: 'run-started',
    name,
    specHash: run.spec.hash,
    folder,
    engine: others.engine.name,
    threads: others.threads,
  });
  if (members !== undefined) {
    const stores = { fresh: fresh.value, comparing };
    const again = await computeEnsemble(run, members, { ...others, spec: run.spec, emit }, stores);
    if (!again.ok && difference === undefined) return again;
    const differing = difference ?? (again.ok ? again.value : undefined);
    return succeed({ epochs: computed, differences: differing === undefined ? [] : [differing], otherCode });
  }
  const story = sample === undefined ? emit : onlySampled(emit, computed.length);
  const done = await executeUpTo({ ...others, spec: run.spec, store: comparing, emit: story }, 'evaluate');
  if (difference !== undefined) return succeed({ epochs: computed, differences: [difference], otherCode });
  if (!done.ok) return done;
  const trained = done.value.train?.artifact.entry.meta as { readonly epochs: number } | undefined;
  const missing =
    trained !== undefined && trained.epochs < chain.length
      ? [
          {
            where: 'train',
            what: 'training ends before the chain does',
            recorded: chain.length,
            found: trained.epochs,
          },
        ]
      : [];
  return succeed({ epochs: computed, differences: missing, otherCode });
}

/** The story of a sample: its epochs, counted by themselves, and none of those that the cache knows. */
function onlySampled(emit: Emit, epochs: number): Emit {
  let done = 0;
  return (event) => {
    if (event.type === 'training-started') return emit({ ...event, epochs });
    if (event.type !== 'epoch') return event.type === 'stopped-early' ? undefined : emit(event);
    if (event.cached) return;
    done++;
    emit({ ...event, epochs, row: { ...event.row, epoch: done } });
  };
}
