/** hwr-run doctor: what is here, and what is missing, a line each. */
import { access, constants, statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import path from 'node:path';
import { describeDatasets } from '../data/describe-datasets.js';
import { listEngines } from '../engine/index.js';
import { layoutTable } from '../report/text-table.js';
import { describeEnvironment } from '../util/environment.js';
import { type Command, done, type Session } from './session.js';

interface Finding {
  readonly subject: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Below this a run of MNIST-sized data may not find the room it needs. */
const LITTLE_MEMORY = 1e9;
const LITTLE_DISK = 1e9;

export const doctor: Command = async (session) => {
  const findings = [
    ...machine(),
    await folder('cache', session.settings.cacheDir),
    await folder('runs', session.settings.runsDir),
  ];
  for (const { name, available, detail } of await listEngines(session.settings.env))
    findings.push({ subject: `engine ${name}`, ok: available, detail });
  findings.push(...(await dataSets(session)));
  session.printJson(findings);
  const columns = ['', 'what', ''].map((title) => ({ title, align: 'left' as const }));
  const rows = findings.map(({ ok, subject, detail }) => [ok ? '✓' : '–', subject, detail]);
  session.print(layoutTable(columns, rows).slice(1).join('\n'));
  return done;
};

function machine(): Finding[] {
  const { hwrRun, node, platform, cpu, cores } = describeEnvironment();
  const [major = 0] = String(node).split('.').map(Number);
  const memory = `${gigabytes(freemem())} of ${gigabytes(totalmem())} free`;
  return [
    { subject: 'hwr-run', ok: true, detail: String(hwrRun) },
    {
      subject: 'node',
      ok: major >= 20,
      detail: major >= 20 ? String(node) : `${node}; 20 or later is needed`,
    },
    { subject: 'machine', ok: true, detail: `${cpu}, ${cores} cores, ${platform}` },
    { subject: 'memory', ok: freemem() > LITTLE_MEMORY, detail: memory },
    {
      subject: 'threads',
      ok: typeof SharedArrayBuffer === 'function',
      detail: 'WebAssembly with SIMD and shared memory',
    },
  ];
}

async function folder(name: string, dir: string): Promise<Finding> {
  const subject = `${name} folder`;
  let existing = dir;
  for (; existing !== path.dirname(existing); existing = path.dirname(existing)) {
    if (await isThere(existing)) break;
  }
  try {
    await access(existing, constants.W_OK);
    const { bavail, bsize } = await statfs(existing);
    const free = bavail * bsize;
    return { subject, ok: free > LITTLE_DISK, detail: `${dir}, ${gigabytes(free)} free on its disk` };
  } catch {
    return { subject, ok: false, detail: `${dir} cannot be written; choose another with --${name}-dir` };
  }
}

async function isThere(dir: string): Promise<boolean> {
  return access(dir).then(
    () => true,
    () => false,
  );
}

async function dataSets({ settings }: Session): Promise<Finding[]> {
  const { env, dataDir } = settings;
  const described = await describeDatasets({ env, ...(dataDir === undefined ? {} : { dataDir }) });
  return described.map(({ name, location }) => {
    const subject = `data ${name}`;
    if (location.kind === 'built-in') return { subject, ok: true, detail: 'generated, always here' };
    if (location.kind === 'folder') return { subject, ok: true, detail: location.directory };
    return { subject, ok: false, detail: `not here; hwr-run data get ${name} fetches it` };
  });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
