// Sweeps that are killed at random moments, the whole process group or one trial's process, and then go on: no trial may be
// lost or run twice, and the tables must be those of a sweep that nobody disturbed.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchFailure } from '../harness/failure.mjs';
import { count, readOptions } from '../harness/options.mjs';
import { print } from '../harness/print.mjs';

const OPTIONS = { times: { type: 'string', default: '30' }, strategy: { type: 'string', default: 'grid' } };
const command = fileURLToPath(new URL('../../dist/bundle/cli.js', import.meta.url));
const SPEC = `name: kills
load: { dataset: synthetic, validation: 0.2, synthetic: { train: 1500, test: 100 } }
build:
  layers:
    - conv2d: { filters: 8, kernelSize: 3, activation: relu }
    - maxPooling2d
    - flatten
    - dense: { units: 10, activation: softmax }
train: { epochs: 4, batchSize: 32, optimizer: { sgd: { learningRate: 0.02, momentum: 0.9 } } }
sweep:
  parameters:
    lr: { path: train.optimizer.sgd.learningRate, values: [0.1, 0.03, 0.01, 0.003] }
    momentum: { path: train.optimizer.sgd.momentum, values: [0, 0.9] }
`;

export async function run(args) {
  const options = readOptions(args, OPTIONS);
  const times = count('times', options.times);
  const root = mkdtempSync(path.join(os.tmpdir(), 'hwr-bench-kills-'));
  try {
    const sweep = (name) => newSweep(path.join(root, name), options.strategy);
    const whole = sweep('whole');
    const { milliseconds } = await whole.run();
    const expected = whole.files();
    const kills = [];
    for (let i = 0; i < times; i++)
      kills.push(await killOnce(sweep(`killed-${i}`), i, milliseconds, expected));
    print({ bench: 'kills', strategy: options.strategy, milliseconds, kills }, options.json, lines);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Two kills of three are of the whole group. */
async function killOnce(sweep, number, milliseconds, expected) {
  const target = number % 3 === 2 ? 'trial' : 'group';
  const moment = Math.random() * milliseconds;
  const first = await sweep.run((child) => {
    setTimeout(() => {
      try {
        if (target === 'group') process.kill(-child.pid, 'SIGKILL');
        else execFileSync('pkill', ['-KILL', '-n', '-P', String(child.pid)]);
      } catch {
        // It had ended, or had no trial running.
      }
    }, moment);
  });
  const second = await sweep.run();
  const where = `kill ${number + 1} (${target}, after ${Math.round(moment)} ms)`;
  if (second.code !== 0)
    throw new BenchFailure(
      `${where}: the same command then ended with exit code ${second.code}: ${second.text.trim().split('\n').at(-1)}`,
    );
  // What the first one had told as finished must not run again.
  const repeated = [...first.finished].filter((trial) => !second.cached.has(trial));
  if (repeated.length > 0) throw new BenchFailure(`${where}: trials ${repeated.join(', ')} ran twice`);
  const files = sweep.files();
  for (const name of new Set([...Object.keys(expected), ...Object.keys(files)])) {
    if (files[name] !== expected[name])
      throw new BenchFailure(`${where}: ${name} is not what it would have been`);
  }
  process.stderr.write(`${where}: ${first.finished.size} trials had finished\n`);
  return { target, moment, finished: first.finished.size, interrupted: first.code !== 0 };
}

function newSweep(folder, strategy) {
  const runs = path.join(folder, 'runs');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'kills.yaml'), SPEC);
  const args = ['kills.yaml', '--sweep', '--jobs', '2', '--strategy', strategy, '--runs-dir', runs];
  return {
    run: (onStart = () => undefined) => runCommand(folder, args, onStart),
    files() {
      const [name] = readdirSync(runs).filter((entry) => entry.includes('-sweep-'));
      const place = path.join(runs, name);
      const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((file) =>
        file.isFile(),
      );
      return Object.fromEntries(
        files
          .map((file) => path.relative(place, path.join(file.parentPath, file.name)))
          .sort()
          .map((file) => [file, readFileSync(path.join(place, file), 'latin1')]),
      );
    },
  };
}

/** In a process group of its own; says which trials it told as finished, and which of them as cached. */
function runCommand(cwd, args, onStart) {
  const started = performance.now();
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [finished, cached] = [new Set(), new Set()];
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  onStart(child);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      for (const [line, trial] of text.matchAll(/^trial (\d+) of .*$/gm)) {
        if (line.includes('failed')) continue;
        finished.add(trial);
        if (line.includes(', cached')) cached.add(trial);
      }
      resolve({ code, text, finished, cached, milliseconds: performance.now() - started });
    });
  });
}

function lines({ strategy, milliseconds, kills }) {
  const of = (target) => kills.filter((kill) => kill.target === target).length;
  return [
    `a sweep of 8 trials (${strategy}) of ${Math.round(milliseconds)} ms, killed ${kills.length} times at random moments:`,
    `${of('group')} times the process group, ${of('trial')} times one trial`,
    `${kills.filter(({ interrupted }) => interrupted).length} had not ended by then; ${kills.reduce((sum, { finished }) => sum + finished, 0)} trials had finished before a kill, and none of them ran again`,
    'every time the same command left the files of a sweep that nobody disturbed',
  ];
}
