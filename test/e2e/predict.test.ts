import { once } from 'node:events';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPng } from '../data/images/draw-digit.js';
import { chunk, header, signature } from '../data/images/write-png.js';
import { told } from './bad-row.js';
import { finish, Rig, smallSpec } from './rig.js';

interface Answer {
  readonly run: string;
  readonly images: readonly {
    readonly file: string;
    readonly label: string;
    readonly probability: number;
    readonly probabilities: Readonly<Record<string, number>>;
  }[];
  readonly errors: readonly { readonly kind: string; readonly message: string }[];
}

const three = drawPng({ digit: 3, height: 60, width: 60 });
const blank = encode({ width: 40, height: 40, channels: 1, depth: 8, data: new Uint8Array(1600).fill(255) });
const end = chunk('IEND', new Uint8Array());

/** Files that are no pictures, and what is said of them. */
const badFiles: Readonly<Record<string, readonly [Uint8Array | string, string]>> = {
  'a text': ['seven\n', 'x.png is not a PNG image; give a PNG image'],
  'an empty file': ['', 'x.png is empty; give a PNG image'],
  'a JPEG': [
    Buffer.from('ffd8ffe000104a464946', 'hex'),
    'x.png is a JPEG image, not PNG; only PNG is read: save it as PNG first',
  ],
  'a truncated PNG': [
    three.subarray(0, 200),
    'x.png is truncated: it ends in or after its chunk IDAT; copy it or export it again',
  ],
  'a flipped bit': [
    three.map((byte, i) => (i === 100 ? byte ^ 4 : byte)),
    'x.png is damaged: its chunk IDAT has a wrong checksum; copy it or export it again',
  ],
  'a claim of ten gigapixels': [
    Buffer.concat([signature, header(100_000, 100_000, 8, 0), end]),
    'x.png is too large: its header says 100000×100000 pixels, and at most 64 megapixels are read; scale it down first',
  ],
  'a bomb': [
    Buffer.concat([signature, header(28, 28, 8, 0), chunk('IDAT', deflateSync(Buffer.alloc(3e7))), end]),
    'x.png is damaged: its data are too long for its 28×28 pixels; copy it or export it again',
  ],
  'no pixels': [
    Buffer.concat([signature, header(0, 0, 8, 0), end]),
    'x.png is damaged: its header says 0×0 pixels; copy it or export it again',
  ],
  'blank paper': [
    blank,
    'x.png is blank: no ink stands out from its paper; give a picture with something written on it',
  ],
};

describe('predict', () => {
  const rig = new Rig();
  beforeAll(async () => {
    rig.write('small.yaml', smallSpec);
    await rig.json(['small.yaml']);
    rig.write('three.png', three);
  });
  afterAll(() => rig.dispose());

  it.each(Object.entries(badFiles))('refuses %s with one line', async (_, [content, says]) => {
    rig.write('x.png', content);
    expect(told(await rig.run(['predict', 'small', 'x.png']), rig)).toEqual({
      code: 3,
      stdout: '',
      stderr: [`hwr-run: ${says}`],
    });
  });

  it.each([
    [
      'a run that does not exist',
      'smal three.png',
      2,
      'there is no run "smal" in runs; did you mean "small"?',
    ],
    ['no picture', 'small', 2, 'predict is incomplete; write hwr-run predict RUN IMAGE…'],
    ['a strange count', 'small three.png --top 0', 2, '--top "0" is not a whole number from 1 to 1000'],
    [
      'a picture that is not there',
      'small four.png',
      3,
      'there is no file four.png; name a PNG file, or a folder of them',
    ],
    ['an empty folder', 'small none', 3, 'none is empty; name a folder with files that end in .png'],
    [
      'a folder of other files',
      'small runs',
      3,
      'runs has no PNG files in it; name a folder with files that end in .png',
    ],
  ])('refuses %s with one line', async (_, args, code, says) => {
    mkdirSync(path.join(rig.dir, 'none'), { recursive: true });
    const answer = told(await rig.run(['predict', ...args.split(' ')]), rig);
    expect(answer).toEqual({ code, stdout: '', stderr: [`hwr-run: ${says}`] });
  });

  it('refuses a run whose model is gone', async () => {
    const folder = path.join(
      rig.dir,
      'runs',
      (await rig.json<Answer>(['predict', 'small', 'three.png'])).run.slice(5),
    );
    renameSync(path.join(folder, 'model'), path.join(folder, 'away'));
    const { code, stderr } = told(await rig.run(['predict', 'small', 'three.png']), rig);
    renameSync(path.join(folder, 'away'), path.join(folder, 'model'));
    expect(code).toBe(3);
    expect(stderr).toHaveLength(1);
    expect(stderr[0]).toMatch(
      /^hwr-run: there is no trained model at .*model\.json; run its spec to the end first$/,
    );
  });

  it('goes on after a bad picture, tells it in one line, and ends with 3', async () => {
    rig.write('mixed/b.png', 'text');
    rig.write('mixed/a.png', three);
    rig.write('mixed/Z.PNG', three);
    rig.write('mixed/note.txt', 'text');
    const plain = told(await rig.run(['predict', 'small', 'nowhere.png', 'mixed', 'three.png']), rig);
    expect(plain.code).toBe(3);
    expect(plain.stderr).toEqual([
      'hwr-run: there is no file nowhere.png; name a PNG file, or a folder of them',
      'hwr-run: mixed/b.png is not a PNG image; give a PNG image',
    ]);
    const lines = plain.stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('image        label  probability  runner-up');
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual([
      'mixed/Z.PNG',
      'mixed/a.png',
      'three.png',
    ]);
    for (const line of lines.slice(1)) expect(line).toMatch(/^\S+ +\d +\d+\.\d\d % {2}\d \d+\.\d\d %$/);
    const json = await rig.run([
      'predict',
      'small',
      'nowhere.png',
      'mixed',
      'three.png',
      '--json',
      '--quiet',
    ]);
    const answer = JSON.parse(json.stdout) as Answer;
    expect(answer.images.map(({ file }) => file)).toEqual(['mixed/Z.PNG', 'mixed/a.png', 'three.png']);
    expect(answer.errors.map(({ kind }) => kind)).toEqual(['data', 'data']);
    for (const { label, probability, probabilities } of answer.images) {
      const values = Object.values(probabilities);
      expect(Object.keys(probabilities)).toEqual([...'0123456789']);
      expect(values.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
      expect(probabilities[label]).toBe(Math.max(...values));
      expect(probability).toBe(probabilities[label]);
    }
  });

  it('with --json and nothing but bad pictures prints the failures as any command does', async () => {
    const { code, stdout } = await rig.run(['predict', 'small', 'nowhere.png', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'data' }, errors: [{}] });
  });

  it('reads pictures that follow one another on standard input, and names as many classes as asked', async () => {
    const child = rig.start(['predict', 'small', '-', '--top', '3', '--json'], { stdin: 'pipe' });
    const finished = finish(child);
    // In pieces that end anywhere.
    for (const piece of [three.subarray(0, 5), three.subarray(5, 90), three.subarray(90), three, 'text']) {
      if (child.stdin?.write(piece) === false) await once(child.stdin, 'drain');
    }
    child.stdin?.end();
    const { code, stdout, stderr } = await finished;
    expect(code).toBe(3);
    expect(stderr).toBe('hwr-run: standard input:3 is not a PNG image; give a PNG image\n');
    const { images } = JSON.parse(stdout) as Answer;
    expect(images.map(({ file }) => file)).toEqual(['-', '-:2']);
    expect(images.map(({ probabilities }) => Object.keys(probabilities).length)).toEqual([3, 3]);
    const [alone] = (await rig.json<Answer>(['predict', 'small', 'three.png'])).images;
    expect(images[1]?.probability).toBe(alone?.probability);
  });

  it('names a file that cannot be read', async () => {
    // A link to itself: not even the system's administrator can read it.
    symlinkSync('loop.png', path.join(rig.dir, 'loop.png'));
    const { code, stderr } = told(await rig.run(['predict', 'small', 'loop.png']), rig);
    expect(code).toBe(3);
    expect(stderr).toEqual([expect.stringMatching(/^hwr-run: loop\.png cannot be read: .*ELOOP/)]);
  });
});
