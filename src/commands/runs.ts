/** hwr-run runs: what has run, the latest last. */
import path from 'node:path';
import { formatPercent } from '../report/numbers.js';
import { type Column, layoutTable } from '../report/text-table.js';
import { checkRunsDir, listRuns } from '../run/list-runs.js';
import { type Command, done } from './session.js';

const columns: readonly Column[] = [
  { title: 'run', align: 'left' },
  { title: 'when', align: 'left' },
  { title: 'state', align: 'left' },
  { title: 'data', align: 'left' },
  { title: 'epochs', align: 'right' },
  { title: 'validation', align: 'right' },
  { title: 'test', align: 'right' },
];

export const runs: Command = async (session) => {
  const { runsDir } = session.settings;
  const usable = await checkRunsDir(runsDir);
  if (!usable.ok) return [usable.failure];
  const found = await listRuns(runsDir);
  session.printJson(
    found.map(({ folder, time, status, result }) => ({
      folder: path.basename(folder),
      time,
      status,
      result: result ?? null,
    })),
  );
  if (found.length === 0) {
    session.print(
      `nothing has run in ${path.relative(process.cwd(), runsDir) || '.'} yet; hwr-run experiments/quickstart.yaml takes a minute`,
    );
    return done;
  }
  const rows = found.map(({ folder, time, status, result }) => [
    path.basename(folder),
    time.toISOString().slice(0, 16).replace('T', ' '),
    status,
    result?.dataset ?? '',
    result === undefined ? '' : String(result.epochs),
    accuracy(result?.splits.validation),
    accuracy(result?.splits.test),
  ]);
  session.print(layoutTable(columns, rows).join('\n'));
  return done;
};

function accuracy(figures: { readonly accuracy: number } | undefined): string {
  return figures === undefined ? '' : formatPercent(figures.accuracy);
}
