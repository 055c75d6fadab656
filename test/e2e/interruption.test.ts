import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, type ResultFile, Rig, smallSpec } from './rig.js';

describe('a run that is interrupted', () => {
  const rig = new Rig();
  let whole: ResultFile;

  beforeAll(async () => {
    rig.write('small.yaml', smallSpec.replace('epochs: 2', 'epochs: 6'));
    whole = await rig.json<ResultFile>(['small.yaml', '--cache-dir', 'whole', '--runs-dir', 'whole-runs']);
  });
  afterAll(() => rig.dispose());

  it('is killed at 20 random moments, and each time the same command ends with the same bits', {
    timeout: 300_000,
  }, async () => {
    const ends: string[] = [];
    for (let round = 0; round < 20; round++) {
      const places = ['--cache-dir', `killed-${round}`, '--runs-dir', `killed-${round}-runs`];
      const child = rig.start(['small.yaml', ...places]);
      const ended = finish(child);
      // The moment is counted in what the run has said, and a little beyond: no clock decides whether the test passes.
      await killAfter(child, randomInt(0, 14));
      ends.push((await ended).signal ?? 'finished');
      const result = await rig.json<ResultFile>(['small.yaml', ...places]);
      expect(result.weightsSha256, `round ${round}`).toBe(whole.weightsSha256);
      const verified = await rig.json<{ damage: unknown[] }>(['cache', 'verify', ...places]);
      expect(verified.damage, `round ${round}`).toEqual([]);
    }
    expect(ends.filter((end) => end === 'SIGKILL').length).toBeGreaterThan(10);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends cleanly on %s with exit code %i, and goes on from there', async (signal, code) => {
    const places = ['--cache-dir', signal, '--runs-dir', `${signal}-runs`];
    const child = rig.start(['small.yaml', '--set', 'train.epochs=500', ...places]);
    child.stderr?.on('data', (text: Buffer) => {
      if (text.toString().includes('epoch   3/500')) child.kill(signal);
    });
    const ended = await finish(child);
    expect(ended.code).toBe(code);
    expect(ended.stderr.trim().split('\n').at(-1)).toBe(
      'hwr-run: interrupted; what was computed is kept; the same command goes on from there',
    );
    expect(ended.stdout).toBe('');
    const resumed = await rig.run(['small.yaml', ...places]);
    expect(resumed.code).toBe(0);
    const runs = await rig.json<{ status: string }[]>(['runs', ...places]);
    expect(runs.map(({ status }) => status).sort()).toEqual(['done', 'interrupted']);
  });
});

/** Kills a process once it has written so many chunks to stderr, or lets it end. */
async function killAfter(child: ReturnType<Rig['start']>, chunks: number): Promise<void> {
  let seen = 0;
  await new Promise<void>((resolve) => {
    const kill = () => {
      child.kill('SIGKILL');
      resolve();
    };
    if (chunks === 0) setImmediate(kill);
    child.stderr?.on('data', () => {
      seen++;
      if (seen === chunks) setTimeout(kill, randomInt(0, 40));
    });
    child.on('close', () => resolve());
  });
}
