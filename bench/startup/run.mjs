// Seconds that whole processes take from start to end: our commands, and what it takes Python to import a library.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchFailure } from '../harness/failure.mjs';
import { describeMachine, printMachine } from '../harness/hardware.mjs';
import { count, readOptions } from '../harness/options.mjs';
import { readPeers, setupCommand } from '../harness/peers.mjs';
import { print, table } from '../harness/print.mjs';
import { environment, pythonOf } from '../harness/start.mjs';
import { pairedRatio, spread } from '../harness/statistics.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = path.join(root, 'dist', 'bundle', 'cli.js');
/** A run whose first time takes a second; what is measured are the later ones. */
const TINY = ['train.epochs=1', 'load.synthetic.train=200', 'load.synthetic.test=50'].flatMap((setting) => [
  '--set',
  setting,
]);
/** What the others are measured against. */
const CACHED = 'hwr-run SPEC, cached';

export async function run(args) {
  const options = readOptions(args, {});
  const peers = readPeers('startup', options);
  const rounds = count('rounds', options.rounds);
  const machine = describeMachine();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hwr-bench-'));
  try {
    const commands = [
      ...(options.only === 'peers' ? [] : ownCommands(folder)),
      ...(options.only === 'ours' ? [] : peers.map(importing)),
    ];
    // Files into the system's cache, the run into ours.
    for (const command of commands) secondsOf(command);
    const seconds = measure(commands, rounds);
    const own = seconds[commands.findIndex(({ name }) => name === CACHED)];
    const measured = commands.map(({ name }, i) => ({
      name,
      seconds: spread(seconds[i]),
      ...(own === undefined ? {} : { ratio: pairedRatio(seconds[i], own) }),
    }));
    print({ bench: 'startup', machine, rounds, commands: measured }, options.json, lines);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ownCommands(folder) {
  const places = ['--runs-dir', path.join(folder, 'runs'), '--cache-dir', path.join(folder, 'cache')];
  const spec = path.join(root, 'experiments', 'quickstart.yaml');
  const own = (name, ...rest) => ({ name, program: process.execPath, args: [cli, ...rest] });
  return [
    { name: 'node, an empty script', program: process.execPath, args: ['-e', '0'] },
    own('hwr-run --version', '--version'),
    own('hwr-run check SPEC', 'check', spec),
    own(CACHED, spec, ...TINY, ...places),
  ];
}

/** For these peers the "script" is the module's name. */
function importing({ name, script: module, peerFolder }) {
  return {
    name: `python, import ${module}`,
    program: pythonOf(name, peerFolder),
    args: ['-c', `import ${module}`],
    advice: setupCommand(name, peerFolder),
  };
}

function measure(commands, rounds) {
  const seconds = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const turn = [...commands.keys()];
    if (round % 2 === 1) turn.reverse();
    for (const index of turn) seconds[index].push(secondsOf(commands[index]));
  }
  return seconds;
}

/** @throws BenchFailure where the command fails */
function secondsOf({ name, program, args, advice }) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment(os.availableParallelism()),
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) {
    const reason = stderr.toString().trim().split('\n').at(-1);
    throw new BenchFailure(`${name} failed: ${reason}${advice === undefined ? '' : `; ${advice}`}`);
  }
  return seconds;
}

function lines({ machine, rounds, commands }) {
  const milliseconds = (seconds) => (seconds * 1000).toFixed(0);
  const rows = commands.map(({ name, seconds: { min, median, max }, ratio }) => [
    name,
    ...[min, median, max].map(milliseconds),
    ratio?.median.toFixed(2) ?? '',
  ]);
  return [
    printMachine(machine),
    `whole processes, ${rounds} rounds in turns; the last column is the time over that of a cached run, round by round`,
    '',
    ...table([['milliseconds', 'min', 'median', 'max', '× cached run'], ...rows]),
  ];
}
