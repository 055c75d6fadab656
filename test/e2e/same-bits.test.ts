import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeOf } from './other-nodes.js';
import { finish, paperSpec, type ResultFile, Rig, richSpec, smallSpec } from './rig.js';

/**
 * SHA-256 of the weights that the specs end with. They change only with a change that is meant to change results
 * (then say so in the changelog): otherwise it shows that something has become different by accident.
 */
const GOLDEN = {
  small: '1324016ba12c88730f8257c7f28702f7fb4439fe62763dcbdac109f50208afe2',
  rich: '3bd08e10cabb5983483acf1e16f27ef89b9c18f9cca17edaafa13fe3a11ab9f9',
  paper: 'c78eb2b648a522dedb9aa9e7cedc7f821d9eb57a86f4fee5e9fbf0b2eb89711a',
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
