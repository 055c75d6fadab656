/** Options that hold for every command, resolved once at the edge. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { EngineName } from '../engine/engine.js';
import { quote } from '../spec/diagnostic.js';
import { suggest } from '../spec/suggest.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { usage, wholeNumber } from './flag-values.js';
import { type GivenSweepFlags, resolveSweepFlags, type SweepRequest } from './sweep-flags.js';

/** As the command line gives them. */
export interface GlobalFlags extends GivenSweepFlags {
  readonly C?: string;
  readonly engine?: string;
  readonly threads?: string;
  readonly seed?: string;
  readonly dataDir?: string;
  readonly cacheDir?: string;
  readonly runsDir?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

export interface Settings {
  readonly engine: EngineName;
  readonly threads: number;
  readonly seed?: number;
  readonly dataDir?: string;
  readonly cacheDir: string;
  readonly runsDir: string;
  readonly sets: readonly string[];
  readonly sweep?: SweepRequest;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** More threads than this bring nothing: the engine cuts a batch into as many lanes. */
const MOST_THREADS = 8;

/** Checks and completes the flags. Folders are relative to the working folder, which `-C` has already changed. */
export function resolveSettings(flags: GlobalFlags, env: Settings['env']): Outcome<Settings> {
  const engine = flags.engine ?? 'wasm';
  if (engine !== 'wasm' && engine !== 'tensorflow') {
    const near = suggest(engine, ['wasm', 'tensorflow']);
    const advice =
      near === undefined ? 'the engines are wasm and tensorflow' : `did you mean ${JSON.stringify(near)}?`;
    return usage(`unknown engine ${quote(engine)}`, advice);
  }
  const threads = wholeNumber('--threads', flags.threads, 1, 64);
  if (!threads.ok) return threads;
  const seed = wholeNumber('--seed', flags.seed, 0, 2 ** 32 - 1);
  if (!seed.ok) return seed;
  const sweep = resolveSweepFlags(flags);
  if (!sweep.ok) return sweep;
  const runsDir = path.resolve(flags.runsDir ?? 'runs');
  return succeed({
    engine,
    threads: threads.value ?? Math.min(availableParallelism(), MOST_THREADS),
    ...(seed.value === undefined ? {} : { seed: seed.value }),
    ...(flags.dataDir === undefined ? {} : { dataDir: path.resolve(flags.dataDir) }),
    cacheDir: path.resolve(flags.cacheDir ?? nonEmpty(env.HWR_CACHE_DIR) ?? path.join(runsDir, '.cache')),
    runsDir,
    sets: flags.set ?? [],
    ...(sweep.value === undefined ? {} : { sweep: sweep.value }),
    json: flags.json ?? false,
    quiet: flags.quiet ?? false,
    env,
  });
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
