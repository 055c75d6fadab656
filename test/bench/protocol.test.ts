import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const harness = (file: string) => import(pathToFileURL(path.join(root, 'bench/harness', file)).href);
const { startCompetitor } = await harness('start.mjs');
const { runRounds, summarize, ratios, checkParameters } = await harness('rounds.mjs');

const folder = mkdtempSync(path.join(tmpdir(), 'hwr-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Competitors that need no time: the n-th round takes the n-th number of seconds. */
function competitor(name: string, seconds: readonly number[], calls: string[]) {
  let n = 0;
  const call = async (request: string) => {
    calls.push(`${name} ${request}`);
    return { seconds: seconds[n++], cpuSeconds: 1, peakBytes: 1e6 * n, loss: n };
  };
  return { name, ready: { version: name, parameters: 7 }, call };
}

test('competitors take turns, the warm-up does not count, and ratios are those of one round each', async () => {
  const calls: string[] = [];
  const ours = competitor('hwr-run', [9, 1, 2, 4], calls);
  const peer = competitor('peer', [9, 2, 1, 1], calls);
  const answers = await runRounds([ours, peer], { call: 'work', items: 8, rounds: 3, warmUps: 1 });
  const order = ['hwr-run', 'peer', 'hwr-run', 'peer', 'peer', 'hwr-run', 'hwr-run', 'peer'];
  expect(calls).toEqual(order.map((name) => `${name} work`));
  expect(summarize([ours, peer], answers)).toMatchObject([
    { name: 'hwr-run', rate: { min: 2, median: 4, max: 8 }, ratePerCpuSecond: 8, peakMB: 4, loss: 4 },
    { name: 'peer', rate: { min: 4, median: 8, max: 8 } },
  ]);
  expect(ratios([ours, peer], answers)).toEqual({ peer: { min: 0.25, median: 0.5, max: 2 } });
  expect(ratios([peer, ours], answers)).toEqual({});
});

test('a peer that has built another network is refused', () => {
  const ours = competitor('hwr-run', [], []);
  const other = { ...ours, name: 'peer', ready: { parameters: 8 } };
  expect(() => checkParameters([ours, other])).toThrow(
    'peer has built a network of 8 parameters, hwr-run one of 7',
  );
});

const python = findPython();
describe.skipIf(python === undefined)('a peer in Python', () => {
  const peer = { name: 'keras', script: '../test/bench/peer.py', peerFolder: folder };
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  if (python !== undefined) symlinkSync(python, path.join(folder, 'bin', 'python'));

  test('speaks the protocol, whatever its libraries print, and leaves out a variant that fails', async () => {
    const started = await startCompetitor(peer, folder, 1);
    expect(started.ready).toEqual({
      version: '1',
      variant: 'working',
      tried: { working: '1.00', broken: 'fails here (RuntimeError: not on this machine)' },
      parameters: 5,
    });
    expect(await started.call('work', { times: 3 })).toEqual({
      seconds: 6,
      loss: 0.5,
      cpuSeconds: expect.any(Number),
      peakBytes: expect.toSatisfy((bytes: number) => bytes > 1e6),
    });
    await started.close();
  });

  test('tells a module that is not installed with the command that sets it up', async () => {
    await expect(startCompetitor(peer, 'missing', 1)).rejects.toThrow(
      /^keras: No module named 'a_module_that_nobody_has'; set it up with: node scripts\/setup-peers.mjs .* keras$/,
    );
  });
});

/** The interpreter itself, since a link to a wrapper would not know its own place. */
function findPython(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
