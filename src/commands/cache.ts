/** hwr-run cache ls | gc | verify. */
import { formatCount } from '../report/numbers.js';
import { type Column, layoutTable } from '../report/text-table.js';
import { collectGarbage } from '../store/collect-garbage.js';
import { storeStatistics } from '../store/list-entries.js';
import { verifyStore } from '../store/verify-store.js';
import { wholeNumber } from './flag-values.js';
import { type Command, done } from './session.js';

const columns: readonly Column[] = [
  { title: 'stage', align: 'left' },
  { title: 'entries', align: 'right' },
  { title: 'size', align: 'right' },
];

export const listCache: Command = async (session) => {
  const { cacheDir } = session.settings;
  const statistics = await storeStatistics(cacheDir);
  if (!statistics.ok) return [statistics.failure];
  const { entries, blobs, bytes, stages, damaged } = statistics.value;
  session.printJson({ cacheDir, ...statistics.value });
  const rows = Object.entries(stages).map(([stage, of]) => [
    stage,
    formatCount(of.entries),
    megabytes(of.bytes),
  ]);
  if (rows.length > 0) session.print(`${layoutTable(columns, rows).join('\n')}\n`);
  session.print(
    `${formatCount(entries)} entries and ${formatCount(blobs)} blobs, ${megabytes(bytes)} in ${cacheDir}`,
  );
  if (damaged > 0) session.print(`${damaged} damaged files are set aside; cache gc removes them`);
  return done;
};

export const collectCache: Command<[flags: Readonly<Record<string, string | boolean | undefined>>]> = async (
  session,
  flags,
) => {
  const days = wholeNumber('--older-than', textOf(flags.olderThan), 0, 100_000);
  if (!days.ok) return [days.failure];
  const size = wholeNumber('--max-size', textOf(flags.maxSize), 0, 1e9);
  if (!size.ok) return [size.failure];
  const dryRun = flags.dryRun === true;
  const collected = await collectGarbage(session.settings.cacheDir, {
    ...(days.value === undefined ? {} : { olderThanDays: days.value }),
    ...(size.value === undefined ? {} : { maxBytes: size.value * 1e6 }),
    dryRun,
  });
  if (!collected.ok) return [collected.failure];
  const { entries, blobs, temporary, leases, damaged, bytes, remainingBytes } = collected.value;
  session.printJson({ dryRun, ...collected.value });
  session.print(
    `${dryRun ? 'would remove' : 'removed'} ${entries} entries, ${blobs} blobs, ${temporary + leases + damaged} leftovers: ` +
      `${megabytes(bytes)}; ${megabytes(remainingBytes)} stay`,
  );
  return done;
};

export const verifyCache: Command = async (session) => {
  const verified = await verifyStore(session.settings.cacheDir);
  if (!verified.ok) return [verified.failure];
  const { entries, blobs, bytes, damage, orphans, foreign, temporary, staleLeases } = verified.value;
  session.printJson(verified.value);
  for (const { kind, name, problem } of damage)
    session.print(`${kind} ${name.slice(0, 12)} ${problem}; set aside`);
  for (const file of foreign) session.print(`${file} is not the store's`);
  session.print(
    `${formatCount(entries)} entries and ${formatCount(blobs)} blobs are whole, ${megabytes(bytes)}`,
  );
  const leftovers = orphans + temporary + staleLeases;
  if (leftovers > 0)
    session.print(`${leftovers} leftovers (unused blobs, interrupted writes); cache gc removes them`);
  if (damage.length === 0) return done;
  const message = `${damage.length} damaged ${damage.length === 1 ? 'file was' : 'files were'} set aside`;
  return [{ kind: 'storage', message, advice: 'what they held is computed again when it is next needed' }];
};

function textOf(flag: string | boolean | undefined): string | undefined {
  return typeof flag === 'string' ? flag : undefined;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
