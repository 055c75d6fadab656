/** hwr-run verify RUN: computes a run again and compares the bits. */
import type { EngineName } from '../engine/engine.js';
import { dataReader } from '../run/data-reader.js';
import { findRun } from '../run/find-run.js';
import { runReader } from '../run/starting-run.js';
import { describeDifference } from '../run/verify/difference.js';
import { type RecordedRun, readRecordedRun, scoresOf, shownPath } from '../run/verify/recorded-run.js';
import { runsBehind } from '../run/verify/runs-behind.js';
import { type Verification, verifyRun } from '../run/verify/verify-run.js';
import type { EngineIdentity } from '../stages/code.js';
import { type Failure, type Outcome, succeed } from '../util/outcome.js';
import { version } from '../util/version.js';
import { wholeNumber } from './flag-values.js';
import { createLogger } from './progress/logger.js';
import { type Command, done, type Session } from './session.js';
import { chooseEngine } from './spec-of.js';

interface Verified {
  readonly run: RecordedRun;
  readonly where: string;
  readonly verification: Verification;
  /** What else than the record may be why something differs. */
  readonly otherVersion?: string;
}

export const verify: Command<[run: string, flags: { readonly sample?: string }]> = async (
  session,
  name,
  flags,
) => {
  const sample = wholeNumber('--sample', flags.sample, 1, 1_000_000);
  if (!sample.ok) return [sample.failure];
  const folder = await findRun(session.settings.runsDir, name);
  if (!folder.ok) return [folder.failure];
  const folders = await runsBehind(folder.value);
  if (!folders.ok) return [folders.failure];
  const all: Verified[] = [];
  for (const one of folders.value) {
    const verified = await verifyFolder(session, one, sample.value);
    if (!verified.ok) return [verified.failure];
    all.push(verified.value);
    if (isIdentical(verified.value))
      session.print(describeIdentity(verified.value, folders.value.length > 1));
  }
  const failures = all.flatMap(failuresOf);
  const documents = all.map(documentOf);
  const document =
    folders.value.length === 1 ? documents[0] : { sweep: shownPath(folder.value), runs: documents };
  // The one document, whether something differs or not.
  if (session.settings.json) await session.write(`${JSON.stringify(document, null, 2)}\n`);
  return failures.length === 0 ? done : failures;
};

async function verifyFolder(
  session: Session,
  folder: string,
  epochs: number | undefined,
): Promise<Outcome<Verified>> {
  const { settings, signal } = session;
  const { quiet, env, threads, dataDir, cacheDir, runsDir } = settings;
  const data = { env, ...(dataDir === undefined ? {} : { dataDir }) };
  const run = await readRecordedRun(folder, runReader(runsDir), dataReader({ ...data, cacheDir }));
  if (!run.ok) return run;
  const engine = await chooseEngine(run.value.result.engine.name as EngineName, env);
  if (!engine.ok) return engine;
  const before = describeOtherVersion(run.value, engine.value);
  if (before !== undefined) session.note(`${before}; its bits are compared all the same`);
  const logger = await createLogger({
    stream: process.stderr,
    quiet,
    color: Boolean(process.stderr.isTTY) && !env.NO_COLOR,
  });
  const verification = await verifyRun({
    run: run.value,
    engine: engine.value,
    threads,
    data,
    signal,
    emit: logger.emit,
    ...(epochs === undefined ? {} : { sample: { epochs, cacheDir } }),
  }).finally(() => logger.close());
  if (!verification.ok) {
    const { failure } = verification;
    if (failure.kind !== 'interrupted') return verification;
    const advice = 'a verification begins anew each time; --sample N computes only some epochs';
    return { ok: false, failure: { kind: 'interrupted', message: 'interrupted', advice } };
  }
  const otherVersion =
    before ?? (verification.value.otherCode ? 'another build of hwr-run computed this run' : undefined);
  return succeed({
    run: run.value,
    where: shownPath(folder),
    verification: verification.value,
    ...(otherVersion === undefined ? {} : { otherVersion }),
  });
}

/** How what computed the run differs from what computes now, as far as result.json tells beforehand. */
function describeOtherVersion({ result }: RecordedRun, engine: EngineIdentity): string | undefined {
  if (result.version !== version) return `hwr-run ${result.version} computed this run, this is ${version}`;
  const { name, binarySha256 } = result.engine;
  if (binarySha256 === engine.code) return undefined;
  const [then, now] = [binarySha256.slice(0, 8), engine.code.slice(0, 8)];
  return `another ${name} engine computed this run: ${then}…, this one is ${now}…`;
}

function isIdentical({ verification }: Verified): boolean {
  return verification.differences.length === 0;
}

/** `identical: 50 epochs, weights 83588f8e…`, and what else was compared. */
function describeIdentity(
  { run, where, verification, otherVersion }: Verified,
  isOneOfSeveral: boolean,
): string {
  const { epochs, weightsSha256, chain, members } = run.result;
  const { epochs: computed, files } = verification;
  const isSample = computed.length < epochs;
  const word = (isSample ? computed.length : epochs) === 1 ? 'epoch' : 'epochs';
  const of = members === undefined ? '' : ` of ${members.length} members`;
  const which = isSample ? `${word} ${computed.join(', ')} of ${epochs}` : `${epochs} ${word}${of}`;
  const lines = [
    `identical: ${which}, weights ${weightsSha256.slice(0, 8)}…${isOneOfSeveral ? ` (${where})` : ''}`,
    `also data, initial weights, figures and predictions of ${Object.keys(scoresOf(run.result)).join(', ')}; ${files.length} files agree`,
  ];
  if (chain === undefined && members === undefined)
    lines.push('result.json has no chain of epochs: only their end was compared');
  if (isSample) lines.push('the other epochs were taken from the cache');
  if (otherVersion !== undefined) lines.push(`${otherVersion}: with the same bits`);
  return lines.join('\n');
}

function failuresOf({ run, where, verification, otherVersion }: Verified): readonly Failure[] {
  const areFiles = verification.epochs.length === 0;
  const unexplained =
    run.result.engine.name === 'tensorflow'
      ? 'TensorFlow gives the same bits on the same machine only'
      : 'the record was changed after the run, or one of the two computations went wrong';
  const advice = areFiles
    ? 'a file was changed after the run; the spec, run again, puts it back'
    : (otherVersion ?? unexplained);
  return verification.differences.map((difference) => ({
    kind: 'run',
    message: `${where}: ${describeDifference(difference, areFiles ? 'found' : 'computed')}`,
    advice,
  }));
}

function documentOf({ run, where, verification, otherVersion }: Verified) {
  const { epochs, differences, files, seconds } = verification;
  return {
    run: where,
    identical: differences.length === 0,
    differences,
    weightsSha256: run.result.weightsSha256,
    epochs: run.result.epochs,
    computedEpochs: epochs,
    files,
    otherVersion: otherVersion ?? null,
    seconds,
  };
}
