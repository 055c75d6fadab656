/** `build.from`: the trained run that a spec starts from, found once while the spec is read. */
import path from 'node:path';
import type { JsonValue } from '../util/json.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { valueAt } from './canonical.js';
import { setValue } from './set-value.js';
import { follow, type Origin, placeOfOrigin, type Tree, treeOf } from './tree.js';

/** A run as a spec names it. */
export interface RunReference {
  /** Its folder's path, its folder's name, or its spec's name. */
  readonly run: string;
  /** What a relative path starts from. */
  readonly base: string;
  /** Present where no other weights will do. */
  readonly weightsSha256?: string;
}

/** What a spec has to know of the run that it starts from. */
export interface StartingRun {
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly weightsSha256: string;
  /** [height, width, channels] of the images that it was trained on. */
  readonly inputShape: readonly number[];
  /** The shapes of its weights by their names, in the order of its layers. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Its layers as `build.layers` would have them, the last one with as many outputs as there are classes. */
  readonly layers: JsonValue;
}

/** Finds a run; the failure has no place yet. */
export type ReadRun = (reference: RunReference) => Promise<Outcome<StartingRun>>;

/** A spec's run, and where the spec names it. */
export interface Start {
  readonly run: StartingRun;
  readonly origin: Origin;
}

/** The run that `spec`, as yet neither checked nor complete, names; nothing where it names none that could be looked for. */
export async function findStart(
  spec: Tree,
  cwd: string,
  readRun: ReadRun | undefined,
): Promise<Outcome<Start | undefined>> {
  const at = valueAt(spec, ['build', 'from']);
  const given =
    typeof at === 'string' ? { run: at } : (at as { run?: unknown; weightsSha256?: unknown } | null);
  const { run, weightsSha256 } = given ?? {};
  if (typeof run !== 'string') return succeed(undefined);
  const { steps } = follow(spec, typeof at === 'string' ? ['build', 'from'] : ['build', 'from', 'run']);
  const namedAt: Origin = steps.at(-1)?.value.origin ?? { kind: 'default' };
  const folder = namedAt.kind === 'file' ? path.dirname(namedAt.file) : '.';
  const found =
    readRun === undefined
      ? fail({ kind: 'usage' as const, message: `there is no folder of runs to look for ${run} in` })
      : await readRun({
          run,
          base: path.resolve(cwd, folder),
          ...(typeof weightsSha256 === 'string' && { weightsSha256 }),
        });
  if (!found.ok) return fail({ ...found.failure, place: placeOfOrigin(namedAt) });
  return succeed({ run: found.value, origin: { kind: 'run', run, namedAt } });
}

/** The spec with the run's layers, where it has none of its own. */
export function withLayersOf({ run, origin }: Start, spec: Tree): Outcome<Tree> {
  if (valueAt(spec, ['build', 'layers']) !== undefined) return succeed(spec);
  return setValue(spec, 'build.layers', treeOf(run.layers, origin), origin);
}

/** The spec with the hash of the run's weights in it. */
export function withWeightsOf({ run, origin }: Start, spec: Tree): Outcome<Tree> {
  return setValue(spec, 'build.from.weightsSha256', treeOf(run.weightsSha256, origin), origin);
}
