// What a build was made from, so that it is not made twice: `npm ci` builds, and `npx hwr-run` in a checkout makes npm
// run the build script once more.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const SOURCES = ['src', 'schemas', 'scripts'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** SHA-256 over everything that the build reads, the packages' locked versions included. */
export async function stampOf(root) {
  const files = [...FILES];
  for (const folder of SOURCES) {
    const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (entry.isFile())
        files.push(path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
    }
  }
  const sum = createHash('sha256').update(process.versions.node.split('.')[0] ?? '');
  for (const file of files.sort()) sum.update(`${file}\0`).update(await readFile(path.join(root, file)));
  return sum.digest('hex');
}

/** Whether dist/ is what these sources give. */
export async function isBuilt(root) {
  const stamp = await readFile(path.join(root, 'dist/.stamp'), 'utf8').catch(() => '');
  return stamp === (await stampOf(root));
}

/** Notes what dist/ was made from; the last step, so that half a build is none. */
export async function writeStamp(root) {
  await writeFile(path.join(root, 'dist/.stamp'), await stampOf(root));
}
