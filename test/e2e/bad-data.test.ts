import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type BadData, badData, filesOf } from './bad-data-files.js';
import { atMostTwo, filesIn, good, told } from './bad-row.js';
import { Rig, root } from './rig.js';

describe('bad data ends a run with exit code 3 and one line that names the file, and the store holds nothing', () => {
  it.concurrent.each(Object.entries(badData))('%s', (_, bad) => atMostTwo(() => expectRefusal(bad)));

  async function expectRefusal(bad: BadData): Promise<void> {
    const rig = new Rig();
    rig.write('good.yaml', good);
    for (const [name, content] of Object.entries(filesOf(bad))) {
      if (content === null) mkdirSync(path.join(rig.dir, 'data/mnist', name), { recursive: true });
      else rig.write(`data/mnist/${name}`, content);
    }
    const before = filesIn(path.join(rig.dir, 'data'));
    const run = ['good.yaml', '--set', 'load.dataset=mnist', '--data-dir', 'data', '--quiet'];
    const { advice = 'remove it, "hwr-run data get mnist" fetches the published file' } = bad;
    expect(told(await rig.run(run), rig)).toEqual({
      code: 3,
      stdout: '',
      stderr: [`hwr-run: DIR/data/mnist/${bad.says}; ${advice}`],
    });
    expect(filesIn(path.join(rig.dir, 'data'))).toEqual(before);
    // The store is opened before the data is read: its own files, no entries, no blobs, nothing half-written.
    const store = ['CACHEDIR.TAG', 'README.txt', 'leases', 'tmp'];
    expect(filesIn(path.join(rig.dir, 'runs/.cache/v1'))).toEqual(store);
    const end = rig.read(filesIn(rig.dir).find((name) => name.endsWith('events.jsonl')) ?? '').trimEnd();
    expect(JSON.parse(end.slice(end.lastIndexOf('\n')))).toMatchObject({ type: 'run-failed', kind: 'data' });
    rig.dispose();
  }
});

const ways =
  'give a folder that holds mnist/train-images-idx3-ubyte.gz and the other files with --data-dir DIR or HWR_DATA_DIR=DIR, ' +
  'or use --set load.dataset=synthetic';

describe('without data', () => {
  const baseline = [path.join(root, 'experiments/baseline.yaml'), '--quiet'];

  it('and with downloads off the baseline says so, and what the ways forward are', async () => {
    const rig = new Rig();
    expect(told(await rig.run(baseline), rig)).toEqual({
      code: 3,
      stdout: '',
      stderr: [
        'hwr-run: data set mnist is not here (DIR/xdg/hwr-run/data: no such folder) ' +
          `and downloads are off, so t10k-labels-idx1-ubyte was not fetched; ${ways}`,
      ],
    });
    rig.dispose();
  });

  it('and without a network the baseline says so, and what the ways forward are', async () => {
    const rig = new Rig();
    const { code, stdout, stderr } = told(await rig.run(baseline, { env: withoutNetwork(rig) }), rig);
    expect({ code, stdout, lines: stderr.length }).toEqual({ code: 3, stdout: '', lines: 1 });
    expect(stderr[0]).toMatch(
      /^hwr-run: data set mnist is not here \(DIR\/xdg\/hwr-run\/data: no such folder\) and /,
    );
    expect(stderr[0]).toMatch(
      / and no mirror could give t10k-labels-idx1-ubyte \([^()]*: no such host, or no network\); /,
    );
    expect(stderr[0]?.endsWith(`; ${ways}`)).toBe(true);
    expect(filesIn(rig.dir).filter((name) => name.startsWith('xdg'))).toEqual([]);
    rig.dispose();
  });

  it('data get says what to do instead', async () => {
    const rig = new Rig();
    const get = ['data', 'get', 'mnist', '--quiet'];
    expect(told(await rig.run(get), rig)).toEqual({
      code: 3,
      stdout: '',
      stderr: [
        'hwr-run: downloads are off, so t10k-labels-idx1-ubyte was not fetched; ' +
          'unset HWR_OFFLINE, or put the files of mnist into DIR/xdg/hwr-run/data/mnist yourself',
      ],
    });
    rig.write('data/mnist/t10k-labels-idx1-ubyte', '');
    const damaged = told(await rig.run([...get, '--data-dir', 'data'], { env: withoutNetwork(rig) }), rig);
    expect(damaged.code).toBe(3);
    expect(damaged.stderr[0]).toMatch(
      /^hwr-run: DIR\/data\/mnist\/t10k-labels-idx1-ubyte: the file is empty, and no mirror could give .*; try again later, or put /,
    );
    rig.dispose();
  });

  it.each([
    ['nowhere', 'no such folder'],
    ['good.yaml', 'not a folder'],
    ['data', 'no mnist/ with its files in it'],
    ['half', 'lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte, train-images-idx3-ubyte'],
    ['half/mnist', 'has t10k-labels-idx1-ubyte itself, give the folder that holds mnist/'],
  ])('in --data-dir %s the reason is told: %s', async (folder, reason) => {
    const rig = new Rig();
    rig.write('good.yaml', good);
    rig.write('data/semeion/semeion.data', '');
    rig.write('half/mnist/t10k-labels-idx1-ubyte.gz', '');
    const { code, stderr } = told(await rig.run([...baseline, '--data-dir', folder]), rig);
    expect({ code, lines: stderr.length }).toEqual({ code: 3, lines: 1 });
    expect(stderr[0]).toContain(`mnist is not here (--data-dir DIR/${folder}: ${reason}; DIR/xdg`);
    rig.dispose();
  });
});

/** Downloads are allowed, but no name can be looked up: so it is without a network, wherever this test runs. */
function withoutNetwork(rig: Rig): Readonly<Record<string, string>> {
  const preload = rig.write(
    'no-network.mjs',
    `import dns from 'node:dns';
    dns.lookup = (host, _options, answer) => {
      const error = new Error('getaddrinfo ENOTFOUND ' + host);
      process.nextTick(answer, Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo' }));
    };`,
  );
  return { HWR_OFFLINE: '0', NODE_OPTIONS: `--import ${pathToFileURL(preload)}` };
}
