import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Runs `npm run bench -- …` without npm. */
async function bench(...args: string[]) {
  const main = path.join(root, 'bench/main.mjs');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { cwd: root });
    return { code: 0, stdout, stderr: '' };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

async function json(...args: string[]) {
  const { stdout, stderr } = await bench(...args, '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const positive = expect.toSatisfy((value: number) => value > 0 && Number.isFinite(value));
const rate = { min: positive, median: positive, max: positive };
const machine = { cpu: expect.any(String), cores: positive, node: process.versions.node };

test('train says what was trained on what, how fast, and the share of the peak', async () => {
  const result = await json('train', '--images', '50', '--rounds', '2', '--threads', '1');
  expect(result).toMatchObject({
    bench: 'train',
    machine,
    // Whole batches of 32.
    work: { workload: 'paper', padding: 'same', batchSize: 32, threads: 1, images: 64, rounds: 2 },
    competitors: [
      {
        name: 'hwr-run',
        rate,
        // 320 + 18 496 + 36 928 + 36 928 + 4 160 + 650
        parameters: 97_482,
        ratePerCpuSecond: positive,
        peakMB: positive,
        loss: positive,
        roofline: { gflops: positive, peakGflops: positive, share: positive },
      },
    ],
    ratios: {},
  });
  expect(result.competitors[0].loss).toBeLessThan(2.6);
});

test('train varies a setting, one row a value', async () => {
  const options = ['--images', '32', '--rounds', '1', '--threads', '1', '--width', '0.5'];
  const { stdout } = await bench('train', '--vary', 'batch', '--values', '8,16', ...options);
  expect(stdout).toMatch(/width × 0\.5.*\n\nbatch +hwr-run \/s\n8 +\d+\n16 +\d+\n/);
});

test('augment measures the transform, and what it adds to training', async () => {
  const options = ['--images', '40', '--training-images', '32', '--rounds', '2', '--threads', '1'];
  const { parts } = await json('augment', '--transform', 'affine', '--transform', 'training', ...options);
  expect(parts).toMatchObject([
    { transform: 'affine', images: 40, competitors: [{ name: 'hwr-run', rate }], ratios: {} },
    {
      transform: 'training',
      images: 32,
      competitors: [
        { name: 'augmented', loss: positive },
        { name: 'plain', loss: positive },
      ],
      ratios: { plain: rate },
    },
  ]);
  expect(parts[1].competitors[0].loss).not.toBe(parts[1].competitors[1].loss);
});

test('predict counts what comes back', async () => {
  const result = await json(
    'predict',
    '--images',
    '70',
    '--rounds',
    '1',
    '--threads',
    '1',
    '--padding',
    'valid',
  );
  expect(result).toMatchObject({
    bench: 'predict',
    work: { images: 70, padding: 'valid' },
    competitors: [{ name: 'hwr-run', rate }],
  });
});

test('startup times whole processes', async () => {
  const { commands } = await json('startup', '--rounds', '1');
  expect(commands.map(({ name }: { name: string }) => name)).toEqual([
    'node, an empty script',
    'hwr-run --version',
    'hwr-run check SPEC',
    'hwr-run SPEC, cached',
  ]);
  expect(commands[3]).toMatchObject({ seconds: rate, ratio: { min: 1, median: 1, max: 1 } });
});

test.each([
  [[], 'usage: npm run bench -- train|augment|predict|startup|search|sweep|kills [options]; bench/README.md'],
  [['train', '--peer', 'torch'], 'no peer torch in train: there are pytorch, keras, tfjs-node, jax-js'],
  [
    ['predict', '--peer', 'pytorch'],
    '--peer pytorch needs --peer-dir DIR; set it up with: node scripts/setup-peers.mjs DIR pytorch',
  ],
  [['train', '--rounds', '0'], '--rounds takes a whole number from 1, not 0'],
  [['train', '--vary', 'colour'], '--vary is one of batch, width, threads, not colour'],
  [['predict', '--bach', '8'], "Unknown option '--bach'; bench/README.md lists the options"],
])('%j is refused in one line', async (args, message) => {
  expect(await bench(...args)).toMatchObject({ code: 2, stdout: '', stderr: `${message}\n` });
});

test('a peer whose library is not there is told with the command that sets it up', async () => {
  const { code, stderr } = await bench(
    'train',
    '--images',
    '32',
    '--peer',
    'tfjs-node',
    '--peer-dir',
    'nowhere',
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^tfjs-node: Cannot find .*; set it up with: node scripts\/setup-peers.mjs nowhere tfjs-node\n$/,
  );
});

test('the set-up script says which peers there are', async () => {
  const script = path.join(root, 'scripts/setup-peers.mjs');
  await expect(promisify(execFile)(process.execPath, [script, 'DIR', 'torch'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^no peer torch; usage: node scripts\/setup-peers.mjs DIR \[pytorch .*\n$/),
  });
});
