// node scripts/publish.mjs RUN…: copies the small files of runs and sweeps to runs/published/, and writes its README.md
// anew. Without a run it only writes that; with --check it compares it, and says so with its exit code. Works in the
// current folder, which has experiments/ and runs/.
import path from 'node:path';
import { publishRun } from './publish/copy.mjs';
import { writeReadme } from './publish/readme.mjs';

const args = process.argv.slice(2);
const check = args.includes('--check');
const published = path.join('runs', 'published');
const problems = [];
for (const name of args.filter((arg) => !arg.startsWith('--'))) {
  for (const line of await publishRun(name, published)) {
    if (line.ok) process.stdout.write(`${line.text}\n`);
    else problems.push(line.text);
  }
}
problems.push(...(await writeReadme(published, { check })));
for (const problem of problems) process.stderr.write(`publish: ${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
