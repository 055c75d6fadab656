/** Where an export goes, and what is there already. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ExportedFiles } from '../../export/exportable.js';
import type { ExportFormat } from '../../export/formats.js';
import { writeFileAtomically } from '../../util/atomic-file.js';
import { writeFolderAtomically } from '../../util/atomic-folder.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';

const ELSEWHERE = 'choose another place with --out';

/** The files that exports of several files consist of: nothing else is ever replaced along with a folder. */
const OURS = /^(model\.json|group\d+-shard\d+of\d+\.bin)$/;

export type Place =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string };

/**
 * Where `--out` says, or in the current folder under the run's name. TensorFlow.js's format is a folder, the others are
 * one file each, which goes into `out` where that is a folder.
 */
export async function placeOf(
  format: ExportFormat,
  runName: string,
  out: string | undefined,
): Promise<Place> {
  if (format === 'tfjs') return { kind: 'folder', path: path.resolve(out ?? `${runName}-tfjs`) };
  const name = `${runName}.${format}`;
  if (out === undefined) return { kind: 'file', path: path.resolve(name) };
  const isFolder = /[/\\]$/.test(out) || (await stat(out).catch(() => undefined))?.isDirectory();
  return { kind: 'file', path: isFolder ? path.resolve(out, name) : path.resolve(out) };
}

/**
 * Writes an export to its place. What is there already stays when it is the same, and is replaced only with `force`.
 *
 * @returns whether anything had to be written
 */
export async function writeExport(
  place: Place,
  files: ExportedFiles,
  force: boolean,
): Promise<Outcome<'written' | 'unchanged'>> {
  const there =
    place.kind === 'file' ? await lookAtFile(place.path, files) : await lookAtFolder(place.path, files);
  if (there === 'same') return succeed('unchanged');
  const where = path.relative(process.cwd(), place.path) || place.path;
  if (there === 'foreign') {
    const message = `${where} is there already, and is no export of this format`;
    return fail({ kind: 'usage', message, advice: ELSEWHERE });
  }
  if (there === 'different' && !force) {
    const advice = `--force replaces it, or ${ELSEWHERE}`;
    return fail({ kind: 'usage', message: `${where} is there already, and is not the same`, advice });
  }
  const [first = new Uint8Array()] = files.values();
  const written =
    place.kind === 'file'
      ? await writeFileAtomically(place.path, first, ELSEWHERE)
      : await writeFolderAtomically(place.path, files, ELSEWHERE);
  return written.ok ? succeed('written') : written;
}

/** `foreign` is what not even --force replaces. */
type There = 'nothing' | 'same' | 'different' | 'foreign';

async function lookAtFile(file: string, files: ExportedFiles): Promise<There> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return 'nothing';
  if (!found.isFile()) return 'foreign';
  const [content = new Uint8Array()] = files.values();
  return (await holds(file, content)) ? 'same' : 'different';
}

async function lookAtFolder(folder: string, files: ExportedFiles): Promise<There> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return 'nothing';
  if (!found.isDirectory()) return 'foreign';
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined || names.some((name) => !OURS.test(name))) return 'foreign';
  if (names.length === 0) return 'nothing';
  if (names.length !== files.size) return 'different';
  for (const [name, content] of files)
    if (!(await holds(path.join(folder, name), content))) return 'different';
  return 'same';
}

async function holds(file: string, content: Uint8Array): Promise<boolean> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes !== undefined && Buffer.compare(bytes, content) === 0;
}
