/** The command that makes a published run again: the experiment that its spec comes from, and what was changed of it. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dataReader } from '#src/run/data-reader.js';
import { loadSpec } from '#src/spec/load-spec.js';

/** More changes than this are no longer read: then the resolved spec is the better name. */
const MOST_CHANGES = 6;

/** The changes between two specs that no flags make. */
const UNLIKE = Array(MOST_CHANGES + 1).fill(['', '']);

/**
 * @param {import('#src/spec/load-spec.js').ResolvedSpec} spec
 * @param {string} file the run's spec.yaml, which always makes it again
 */
export async function commandOf(spec, file, { sweep = false } = {}) {
  const suffix = sweep ? ' --sweep' : '';
  let best;
  for (const candidate of await experiments()) {
    // An ensemble is the same whatever files name its members.
    const changes =
      candidate.hash === spec.hash && !sweep ? [] : changesFrom(candidate.spec, spec.spec, sweep);
    const isBetter = best === undefined || changes.length < best.changes.length;
    if (changes.length <= MOST_CHANGES && isBetter) best = { file: candidate.file, changes };
  }
  if (best === undefined) return `hwr-run ${file}${suffix}`;
  const sets = best.changes.filter(([at]) => at !== 'seed').map(([at, value]) => `${at}=${yaml(value)}`);
  const seed = best.changes.find(([at]) => at === 'seed')?.[1];
  const again = await load(best.file, { sets, ...(seed === undefined ? {} : { seed }) });
  // A change that does not lead back (a list that is not replaced as a whole, a default that hangs on it) shows here.
  if (!again.ok || again.value.hash !== spec.hash) return `hwr-run ${file}${suffix}`;
  const flags = sets.map((set) => ` --set ${shellWord(set)}`);
  if (seed !== undefined) flags.push(` --seed ${seed}`);
  return `hwr-run ${best.file}${flags.join('')}${suffix}`;
}

let known;
async function experiments() {
  known ??= await readExperiments();
  return known;
}

async function readExperiments() {
  const entries = await readdir('experiments', { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => path.join(entry.parentPath, entry.name).replaceAll(path.sep, '/'))
    .sort();
  const specs = [];
  for (const file of files) {
    const spec = await load(file);
    if (spec.ok) specs.push({ file, spec: spec.value.spec, hash: spec.value.hash });
  }
  return specs;
}

/** Those that start from a run cannot be read without it, which is in no repository. */
function load(file, options = {}) {
  return loadSpec({ path: file, readData: dataReader({ env: process.env }), ignoresSweep: true, ...options });
}

/** What turns one spec into another: `[path, value]` each. What says nothing to the computer is left out. */
function changesFrom(from, to, sweep) {
  const { description: _1, sweep: sweepFrom, ...others } = from;
  const { description: _2, sweep: sweepTo, ...wanted } = to;
  const changes = differences('', others, wanted);
  // A sweep is repeated only by a spec that declares the same one.
  if (sweep && JSON.stringify(sweepFrom) !== JSON.stringify(sweepTo)) return UNLIKE;
  return changes;
}

function differences(at, from, to) {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  const isTree = (value) => typeof value === 'object' && value !== null;
  const haveSameKeys =
    isTree(from) &&
    isTree(to) &&
    Array.isArray(from) === Array.isArray(to) &&
    Object.keys(from).sort().join() === Object.keys(to).sort().join();
  // No flag puts a whole spec in another's place.
  if (!haveSameKeys) return at === '' ? UNLIKE : [[at, to]];
  return Object.keys(to).flatMap((key) => differences(at === '' ? key : `${at}.${key}`, from[key], to[key]));
}

/** A value as `--set` reads it. */
function yaml(value) {
  const isPlain = typeof value === 'string' && /^[A-Za-z][\w-]*$/.test(value);
  return isPlain && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : JSON.stringify(value);
}

function shellWord(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
