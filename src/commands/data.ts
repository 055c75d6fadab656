/** hwr-run data ls | get NAME | show NAME, where a path does as well. */
import path from 'node:path';
import { type DatasetDescription, describeDatasets } from '../data/describe-datasets.js';
import { getDataset } from '../data/get-dataset.js';
import { contactSheet } from '../data/images/contact-sheet.js';
import { loadDataset } from '../data/load-dataset.js';
import { sampleRows } from '../data/sample-rows.js';
import { formatCount } from '../report/numbers.js';
import { type Column, layoutTable } from '../report/text-table.js';
import { canonicalSource } from '../spec/canonical.js';
import { loadEvent } from '../stages/artifacts/load-event.js';
import { writeFileAtomically } from '../util/atomic-file.js';
import { createLogger, type Logger } from './progress/logger.js';
import { type Command, done, type Session } from './session.js';

const columns: readonly Column[] = [
  { title: 'name', align: 'left' },
  { title: 'training', align: 'right' },
  { title: 'test', align: 'right' },
  { title: 'size', align: 'left' },
  { title: 'classes', align: 'right' },
  { title: 'licence', align: 'left' },
  { title: 'where', align: 'left' },
];

/** Samples of each class on the sheet. */
const SAMPLES = 20;

export const listData: Command = async (session) => {
  const { env } = session.settings;
  const described = await describeDatasets({ env, ...dataDirOf(session) });
  session.printJson(described);
  const rows = described.map((set) => [
    set.name,
    formatCount(set.train),
    formatCount(set.test),
    `${set.height}×${set.width}`,
    String(set.classes.length),
    set.licence,
    describeLocation(set),
  ]);
  session.print(layoutTable(columns, rows).join('\n'));
  return done;
};

export const getData: Command<[name: string]> = async (session, name) => {
  const logger = await loggerOf(session);
  const gotten = await getDataset(name, {
    env: session.settings.env,
    ...dataDirOf(session),
    onProgress: (progress) => logger.emit(loadEvent({ kind: 'download', ...progress })),
    signal: session.signal,
  }).finally(() => logger.close());
  if (!gotten.ok) return [gotten.failure];
  const { directory, kept, fetched } = gotten.value;
  session.printJson({ name, directory: directory ?? null, kept, fetched });
  if (directory === undefined) session.print(`${name} is generated: nothing has to be fetched`);
  else
    session.print(
      `${name}: ${fetched.length} files fetched, ${kept.length} were there; all checked, in ${directory}`,
    );
  return done;
};

export const showData: Command<[name: string, out: string | undefined]> = async (session, name, out) => {
  const logger = await loggerOf(session);
  // A few hundred generated images show as much as all of them.
  const sizes = { train: 1000, test: 10 };
  const source = canonicalSource(name);
  const loaded = await loadDataset({
    ...(typeof source === 'string' ? { name: source } : { own: source }),
    seed: session.settings.seed ?? 1,
    env: session.settings.env,
    sizes,
    ...dataDirOf(session),
    onProgress: (progress) => logger.emit(loadEvent(progress)),
    signal: session.signal,
  }).finally(() => logger.close());
  if (!loaded.ok) return [loaded.failure];
  const file = path.resolve(out ?? `${loaded.value.name}.png`);
  const sheet = contactSheet(sampleRows(loaded.value, SAMPLES), { scale: 2, gap: 4 });
  const written = await writeFileAtomically(file, sheet, 'choose another file with --out');
  if (!written.ok) return [written.failure];
  session.printJson({ name, file });
  session.print(`${SAMPLES} of each class of ${name}: ${path.relative(process.cwd(), file)}`);
  return done;
};

function dataDirOf({ settings }: Session): { readonly dataDir?: string } {
  return settings.dataDir === undefined ? {} : { dataDir: settings.dataDir };
}

function loggerOf({ settings }: Session): Promise<Logger> {
  const color = Boolean(process.stderr.isTTY) && !settings.env.NO_COLOR;
  return createLogger({ stream: process.stderr, quiet: settings.quiet, color });
}

function describeLocation({ location, name }: DatasetDescription): string {
  switch (location.kind) {
    case 'built-in':
      return 'generated';
    case 'folder':
      return `${location.directory} (${location.origin})`;
    case 'absent':
      return `not here: hwr-run data get ${name}`;
  }
}
