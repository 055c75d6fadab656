// What biome cannot say: direction of imports, file length, schema drift, and that no result depends on Math.random.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { writeReference } from './build/reference.mjs';
import { generateTypes } from './build/schemas.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const problems = [];

/** Layers from the top: a folder imports from its own and from those further down. Folders in one list are neighbours and do not see each other, `allowed` excepted. */
const layers = [
  ['cli.ts', 'index.ts'],
  ['commands'],
  ['run'],
  ['plan'],
  ['stages'],
  ['store', 'data', 'model', 'engine', 'sweep', 'metrics', 'report', 'export'],
  ['spec'],
  ['util'],
];
/** Neighbours that may be seen: what a model is, is the engines' vocabulary; pictures and image sets are everybody's. */
const allowed = new Set([
  'engine→model',
  'engine→data',
  'export→model',
  'report→data',
  'report→metrics',
  'metrics→report',
]);

const typeScriptFiles = list('src').filter((file) => file.endsWith('.ts'));
for (const file of typeScriptFiles) {
  if (file.startsWith('src/engine/wasm/kernels/') || file.includes('.generated.')) continue;
  const text = readFileSync(path.join(root, file), 'utf8');
  for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles)
    checkDirection(file, fileName);
}
for (const file of [...typeScriptFiles, ...list('test'), ...list('scripts'), ...list('bench')]) {
  if (!/\.(ts|mjs|py)$/.test(file) || file.includes('.generated.') || file.includes('/fixtures/golden'))
    continue;
  const text = readFileSync(path.join(root, file), 'utf8');
  const lines = text.split('\n').length - 1;
  if (lines > 320) problems.push(`${file}: ${lines} lines; would it be two clearer files?`);
  if (file.startsWith('src/') && /Math\.random\(/.test(text))
    problems.push(`${file}: Math.random: use util/random.ts`);
}
for (const drift of await generateTypes({ check: true })) problems.push(drift);
for (const drift of await writeReference({ check: true })) problems.push(drift);

for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exit(1);
process.stdout.write(`lint: ${typeScriptFiles.length} source files, imports go one way\n`);

function checkDirection(file, imported) {
  if (!imported.startsWith('.')) return;
  const target = path.posix.join(path.posix.dirname(file), imported);
  const from = folderOf(file);
  const to = folderOf(target);
  if (from === to) {
    const stage = /^src\/stages\/(load|normalize|augment|build|train|evaluate|report)\.(ts|js)$/;
    if (stage.test(file) && stage.test(target))
      problems.push(`${file}: a stage imports a stage (${imported})`);
    return;
  }
  const [fromLevel, toLevel] = [levelOf(from), levelOf(to)];
  if (fromLevel < 0 || toLevel < 0)
    problems.push(`${file}: ${fromLevel < 0 ? from : to} is in no layer of scripts/lint.mjs`);
  else if (fromLevel > toLevel) problems.push(`${file}: ${from} imports ${to}, which is above it`);
  else if (fromLevel === toLevel && !allowed.has(`${from}→${to}`))
    problems.push(`${file}: ${from} imports its neighbour ${to}`);
}

function folderOf(file) {
  const [, first, second] = file.split('/');
  return second === undefined ? first.replace(/\.js$/, '.ts') : first;
}

function levelOf(folder) {
  return layers.findIndex((layer) => layer.includes(folder));
}

function list(folder) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, '/'),
    )
    .filter((file) => !file.includes('node_modules/'))
    .sort();
}
