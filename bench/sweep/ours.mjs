// Ours: the command as a person types it, with an empty cache each time, start and tables and all.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readWork, serve, timed } from '../harness/serve.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const work = readWork();
const place = mkdtempSync(path.join(os.tmpdir(), 'hwr-bench-sweep-'));
const speed = path.join(place, 'speed.json');
process.on('exit', () => rmSync(place, { recursive: true, force: true }));

await serve(
  { version: JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version },
  {
    async sweep() {
      const folder = mkdtempSync(path.join(place, 'round-'));
      const cache = path.join(folder, 'cache');
      // What was measured before is what a forecast rests on.
      mkdirSync(cache);
      if (existsSync(speed)) copyFileSync(speed, path.join(cache, 'speed.json'));
      const places = ['--cache-dir', cache, '--runs-dir', path.join(folder, 'runs')];
      const args = [
        work.spec,
        '--sweep',
        'lr,momentum',
        ...work.settings,
        ...places,
        '--threads',
        work.threads,
      ];
      args.push('--jobs', work.jobs);
      const plan = JSON.parse(await output(['plan', ...args, '--json'], () => undefined));
      const ends = [];
      const { seconds, result } = await timed(() =>
        output([...args, '--json'], (line) => {
          if (/^trial \d+ of/.test(line)) ends.push(performance.now());
        }),
      );
      const { trials } = JSON.parse(result);
      copyFileSync(path.join(cache, 'speed.json'), speed);
      rmSync(folder, { recursive: true });
      return {
        seconds,
        trials: trials.length,
        forecast: plan.measured ? plan.seconds : undefined,
        // From one trial's end to the next: what is done once for the sweep is not in it.
        trialSeconds: (ends.at(-1) - ends[0]) / 1000 / (ends.length - 1),
      };
    },
  },
);

/** Standard output of a command of ours; hears of each line on its standard error. */
async function output(args, onLine) {
  const command = path.join(root, 'dist', 'bundle', 'cli.js');
  const child = spawn(process.execPath, [command, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface({ input: child.stderr }).on('line', onLine);
  const parts = [];
  child.stdout.on('data', (part) => parts.push(part));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`hwr-run ${args[0]} ended with exit code ${code}`);
  return Buffer.concat(parts).toString('utf8');
}
