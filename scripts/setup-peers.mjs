// node scripts/setup-peers.mjs DIR [pytorch torchvision keras keras-generator optuna tfjs-node jax-js] [-- PIP OPTIONS]
// Sets up what the benchmarks compare with (bench/README.md), in a folder outside the project: the Python peers in the
// virtual environment DIR/python, those of Node in DIR/node_modules. Without names: all. What follows `--` goes to pip as it
// is, an index with smaller wheels for instance: PyTorch's usual wheel for Linux brings CUDA's libraries, 5 GB.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Versions as measured; newer ones work as long as their libraries keep their promises. */
const PYTORCH = 'torch==2.15.0';
const KERAS = ['keras==3.15.1', 'tensorflow-cpu==2.21.0'];
const peers = {
  pytorch: { pip: [PYTORCH, 'numpy'] },
  torchvision: { pip: [PYTORCH, 'torchvision', 'numpy'] },
  keras: { pip: KERAS },
  'keras-generator': { pip: [...KERAS, 'scipy==1.17.1'] },
  optuna: { pip: ['optuna==5.0.0'] },
  'tfjs-node': { engine: 'tensorflow' },
  'jax-js': { npm: '@jax-js/jax@0.1.25' },
};

const split = process.argv.indexOf('--');
const [folder, ...names] = process.argv.slice(2, split < 0 ? undefined : split);
const pipOptions = split < 0 ? [] : process.argv.slice(split + 1);
const unknown = names.find((name) => peers[name] === undefined);
if (folder === undefined || folder.startsWith('-') || unknown !== undefined) {
  const problem = unknown === undefined ? '' : `no peer ${unknown}; `;
  const usage = `usage: node scripts/setup-peers.mjs DIR [${Object.keys(peers).join(' ')}] [-- PIP OPTIONS]`;
  process.stderr.write(`${problem}${usage}\n`);
  process.exit(2);
}

const root = path.resolve(folder);
mkdirSync(root, { recursive: true });
const chosen = (names.length === 0 ? Object.keys(peers) : names).map((name) => peers[name]);

const wheels = [...new Set(chosen.flatMap(({ pip }) => pip ?? []))];
if (wheels.length > 0) installWheels();
for (const { npm } of chosen) if (npm !== undefined) installPackage(npm);
for (const { engine } of chosen) {
  const command = fileURLToPath(new URL('../dist/bundle/cli.js', import.meta.url));
  if (engine !== undefined) run(process.execPath, [command, 'engine', 'install', engine, '--to', root]);
}

/** In one call, so that pip finds versions that go together. */
function installWheels() {
  const environment = path.join(root, 'python');
  const python = path.join(environment, 'bin', 'python');
  if (!existsSync(python)) {
    step('make a virtual environment');
    run('python3', ['-m', 'venv', environment]);
  }
  step(`install ${wheels.join(', ')}`);
  run(python, ['-m', 'pip', 'install', ...pipOptions, ...wheels]);
}

function installPackage(name) {
  step(`install ${name}`);
  const manifest = path.join(root, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  run('npm', ['install', '--no-audit', '--no-fund', name]);
}

function step(text) {
  process.stderr.write(`== ${text}\n`);
}

function run(command, args) {
  try {
    execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    process.stderr.write(
      `${command} ${args.slice(0, 3).join(' ')} failed: ${error.message.split('\n')[0]}\n`,
    );
    process.exit(1);
  }
}
