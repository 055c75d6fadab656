import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeOf } from './other-nodes.js';
import { finish, paperSpec, type ResultFile, Rig, richSpec, smallSpec } from './rig.js';

/**
 * SHA-256 of the weights that the specs end with. They change only with a change that is meant to change results
 * (then say so in the changelog): otherwise it shows that something has become different by accident.
 */
const GOLDEN = {
  small: 'a056fc858c84aacd498617f4d9e46153c13f516ea7de5ac140623e10f6354f7e',
  rich: '98eb322928b8113821e9eb2a99420cbf9b114d227f7232e4441516e374c7aeb6',
  paper: '8c3b210b311a1e9c82aa229c28759c4997cea8a8fc78abd258f1287576227102',
} as const;
const specs = ['small', 'rich', 'paper'] as const;

describe('the same bits everywhere', () => {
  const rig = new Rig();
  const runWith = (spec: keyof typeof GOLDEN, label: string, args: string[], node?: string) =>
    rig.json<ResultFile>(
      [`${spec}.yaml`, '--cache-dir', `${spec}-${label}-cache`, '--runs-dir', `${spec}-${label}`, ...args],
      node === undefined ? {} : { node },
    );

  beforeAll(() => {
    rig.write('small.yaml', smallSpec);
    rig.write('rich.yaml', richSpec);
    rig.write('paper.yaml', paperSpec);
  });
  afterAll(() => rig.dispose());

  describe.each(specs)('%s', (spec) => {
    it.each([1, 2, 3, 5])('with %i threads', async (threads) => {
      const { weightsSha256 } = await runWith(spec, `threads-${threads}`, ['--threads', String(threads)]);
      expect(weightsSha256).toBe(GOLDEN[spec]);
    });

    it.each([20, 22, 24, 26])('on Node %i', async (major) => {
      const node = nodeOf(major);
      const version = await finish(rig.start(['doctor', '--json'], { node }));
      expect(version.stdout).toContain(`"detail": "${major}.`);
      const result = await runWith(spec, `node-${major}`, ['--threads', '2'], node);
      expect(result.stages.every(({ cached }) => !cached)).toBe(true);
      expect(result.weightsSha256).toBe(GOLDEN[spec]);
    });
  });

  it('when two processes run the same spec at once, each epoch being computed by one of them', async () => {
    const args = ['small.yaml', '--set', 'train.epochs=4', '--cache-dir', 'shared', '--json', '--quiet'];
    const ended = await Promise.all(
      [1, 2].map((i) => finish(rig.start([...args, '--runs-dir', `runs-${i}`]))),
    );
    const [one, two] = ended.map(({ stdout }) => JSON.parse(stdout) as ResultFile);
    expect(one?.weightsSha256).toBe(two?.weightsSha256);
    const cached = (result: ResultFile | undefined) =>
      result?.stages.find(({ name }) => name === 'train')?.cached;
    expect([cached(one), cached(two)].sort()).toEqual([false, true]);
  });
});
