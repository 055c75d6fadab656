// npm test: build, lint, then every test; a test that is skipped without a stated reason fails the run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPython } from './find-python.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
step(npm, ['run', '--silent', 'build']);
step(npm, ['run', '--silent', 'lint']);

// Before the tests, so that not each of them makes one.
const python = findPython();

const folder = mkdtempSync(path.join(tmpdir(), 'hwr-run-test-'));
const report = path.join(folder, 'report.json');
const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
const tests = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap((file) => file.assertionResults);
rmSync(folder, { recursive: true, force: true });

const count = (wanted) => tests.filter((test) => wanted.includes(test.status)).length;
const skipped = tests.filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status));
// The reasons to skip: the real data sets, TensorFlow, Chromium or Python are not on this machine. The test says so in its name.
const data = process.env.HWR_DATA_DIR ?? path.join(root, '../shared');
const missing = ['mnist', 'semeion'].filter((name) => !existsSync(path.join(data, name)));
const isTensorflow = (test) => test.fullName.toLowerCase().includes('tensorflow');
const { findTensorflow } = await import('../dist/engine/tensorflow/installation.js');
const tensorflow = await findTensorflow(process.env);
// Set where it must be there (.ci/run): then nothing that compares with it may be left out.
const requiresTensorflow = process.env.HWR_REQUIRE_TENSORFLOW === '1';
const requiresChromium = process.env.HWR_REQUIRE_CHROMIUM === '1';
const hasChromium = existsSync(process.env.HWR_CHROMIUM ?? '/usr/bin/chromium');
if (!hasChromium && !requiresChromium) missing.push('chromium');
if (python === undefined) missing.push('python');
if (!tensorflow.ok && !requiresTensorflow) missing.push('tensorflow');
const unexpected = skipped.filter(
  (test) => !missing.some((name) => test.fullName.toLowerCase().includes(name)),
);
for (const test of unexpected) process.stdout.write(`skipped without a reason: ${test.fullName}\n`);
const remedies = {
  tensorflow: 'hwr-run engine install tensorflow',
  chromium: 'apt-get install chromium, or HWR_CHROMIUM names it',
  python: 'HWR_PYTHON names one with NumPy',
};
for (const name of missing) {
  const remedy = remedies[name] ?? 'HWR_DATA_DIR names the folder';
  process.stdout.write(`${name} is not here: its tests were skipped (${remedy})\n`);
}
if (!tensorflow.ok && requiresTensorflow) process.stdout.write(`${tensorflow.failure.message}\n`);
if (!hasChromium && requiresChromium) process.stdout.write('chromium is not here, and must be\n');
const parity = tests.filter((test) => test.status === 'passed' && isTensorflow(test)).length;
process.stdout.write(
  `\n${count(['passed'])} passed, ${count(['failed'])} failed, ${skipped.length} skipped\n` +
    `parity with TensorFlow: ${parity} tests\n`,
);
const lacks = (requiresTensorflow && !tensorflow.ok) || (requiresChromium && !hasChromium);
process.exit(status !== 0 || unexpected.length > 0 || lacks || tests.length === 0 ? 1 : 0);

function step(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
