/** Data of one's own, from its files to what is predicted: every format, sizes and classes other than MNIST's. */
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  csvOf,
  type Drawing,
  drawing,
  drawings,
  idxOf,
  npyOf,
  pngOf,
  transposed,
  zipOf,
} from '../data/own/drawings.js';
import { filesIn, told } from './bad-row.js';
import { specOf } from './own-data-spec.js';
import { type ResultFile, Rig } from './rig.js';

interface Result extends ResultFile {
  readonly dataset: string;
}

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => rig.dispose());

function writeFolder(folder: string, images: readonly Drawing[], color: Parameters<typeof pngOf>[1]): void {
  for (const [i, image] of images.entries()) {
    rig.write(path.join(folder, 'abcdefgh'[image.label] ?? 'z', `${1000 + i}.png`), pngOf(image, color));
  }
}

async function run(dataset: string, more = ''): Promise<Result> {
  rig.write('specs/own.yaml', specOf(dataset, more));
  return rig.json<Result>(['specs/own.yaml']);
}

/** The shape of the images and the number of classes, as the model has them. */
function modelOf({ folder }: Result): {
  readonly inputShape: readonly number[];
  readonly classes: readonly string[];
} {
  const { model, classes } = JSON.parse(rig.read(path.join(folder, 'model/model.json')));
  return { inputShape: model.inputShape, classes };
}

const [square, small] = [drawings(90, 3), drawings(96, 4, 12, 10)];
const npz = (images: readonly Drawing[], testImages: readonly Drawing[]) => {
  const [{ height, width } = { height: 0, width: 0 }] = images;
  const pixels = (list: readonly Drawing[]) => Buffer.concat(list.map((image) => image.pixels));
  const labels = (list: readonly Drawing[]) => Uint8Array.from(list, ({ label }) => label);
  return zipOf({
    'x_train.npy': npyOf([images.length, height, width], pixels(images)),
    'y_train.npy': npyOf([images.length], labels(images)),
    'x_test.npy': npyOf([testImages.length, height, width], pixels(testImages)),
    'y_test.npy': npyOf([testImages.length], labels(testImages)),
  });
};

interface Format {
  readonly write: () => void;
  /** As the spec in specs/ has it. */
  readonly dataset: string;
  readonly more?: string;
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  readonly test: number;
  readonly name: string;
}

const formats: Readonly<Record<string, Format>> = {
  'a table without a header, its 16×16 images in three classes with names': {
    write: () =>
      rig.write('specs/digits.csv', csvOf(square, { names: ['nought', 'one', 'two'], labelLast: true })),
    dataset: 'digits.csv',
    ...{ shape: [16, 16, 1], classes: ['nought', 'one', 'two'], test: 18, name: 'digits.csv' },
  },
  'a table and its test table in another folder, with 47 classes': {
    write: () => {
      rig.write('data/train.csv', csvOf(drawings(376, 47, 18)));
      rig.write('data/test.csv', csvOf(drawings(94, 47, 18)));
    },
    dataset: '{ csv: { train: ../data/train.csv, test: ../data/test.csv } }',
    more: 'augment: { shift: 0.05 }\n',
    shape: [18, 18, 1],
    classes: Array.from({ length: 47 }, (_, i) => String(i)),
    ...{ test: 94, name: 'train.csv' },
  },
  'a table of images that are not square': {
    write: () => rig.write('specs/digits.csv', csvOf(small)),
    dataset: '{ csv: { train: digits.csv, height: 12, test: 16 } }',
    ...{ shape: [12, 10, 1], classes: ['0', '1', '2', '3'], test: 16, name: 'digits.csv' },
  },
  'a folder of RGB pictures': {
    write: () => writeFolder('specs/digits', square, 'rgb'),
    dataset: './digits/',
    ...{ shape: [16, 16, 1], classes: ['a', 'b', 'c'], test: 18, name: 'digits' },
  },
  'a folder of RGB pictures in colour': {
    write: () => writeFolder('specs/digits', square, 'rgb'),
    dataset: '{ folder: { train: digits, channels: 3 } }',
    more: 'augment: { rotation: 5, shift: 0.05, zoom: 0.05 }\n',
    ...{ shape: [16, 16, 3], classes: ['a', 'b', 'c'], test: 18, name: 'digits' },
  },
  'folders train and test with pictures of several sizes, fitted': {
    write: () => {
      const sizes = square.map(({ label }, i) => drawing(label, 16 + (i % 5) * 4, 16 + (i % 3) * 6, i));
      writeFolder('specs/digits/train', sizes, 'grey');
      writeFolder('specs/digits/test', square.slice(0, 15), 'rgba');
    },
    // Where a drawing's ink is says what it is, so that fitting makes all of them alike: only that it runs is of interest.
    dataset: '{ folder: digits }',
    more: 'normalize: { fit: { size: 20, box: 14 } }\n',
    ...{ shape: [20, 20, 1], classes: ['a', 'b', 'c'], test: 15, name: 'digits' },
  },
  'an NPZ file': {
    write: () => rig.write('specs/digits.npz', npz(small, small.slice(0, 20))),
    dataset: 'digits.npz',
    ...{ shape: [12, 10, 1], classes: ['0', '1', '2', '3'], test: 20, name: 'digits.npz' },
  },
  'transposed IDX files': {
    write: () => {
      const { images, labels } = idxOf(small.map(transposed), 1);
      rig.write('specs/images', images);
      rig.write('specs/labels', labels);
    },
    dataset: '{ idx: { train: { images: images, labels: labels }, transposed: true } }',
    ...{ shape: [12, 10, 1], classes: ['1', '2', '3', '4'], test: 19, name: 'images' },
  },
};

describe('runs from load to report:', () => {
  it.each(Object.entries(formats))('%s', async (what, {
    write,
    dataset,
    more,
    shape,
    classes,
    test,
    name,
  }) => {
    write();
    const result = await run(dataset, more);
    expect(modelOf(result)).toEqual({ inputShape: shape, classes });
    expect(result.splits.test?.count).toBe(test);
    expect(result.dataset).toBe(name);
    const least = what.endsWith('fitted') ? 0 : classes.length > 10 ? 0.5 : 0.9;
    expect(result.splits.test?.accuracy).toBeGreaterThan(least);
    expect(filesIn(path.join(rig.dir, result.folder))).toContain('report.html');
  });
});

describe('the content of files', () => {
  const cachedStages = ({ stages }: Result) => stages.filter(({ cached }) => cached).map(({ name }) => name);

  it('is what counts: not where they lie, nor when they were written', async () => {
    rig.write('specs/digits.csv', csvOf(square));
    const first = await run('digits.csv');
    rig.write('specs/digits.csv', csvOf(square));
    const second = await run('digits.csv');
    expect(cachedStages(second)).toHaveLength(7);
    mkdirSync(path.join(rig.dir, 'elsewhere'));
    renameSync(path.join(rig.dir, 'specs/digits.csv'), path.join(rig.dir, 'elsewhere/digits.csv'));
    const moved = await run('../elsewhere/digits.csv');
    expect(moved.specHash).toBe(first.specHash);
    // The report shows the spec, in which the path is another.
    expect(cachedStages(moved)).toEqual(['load', 'normalize', 'augment', 'build', 'train', 'evaluate']);
  });

  it('that is another is loaded and trained on anew, and is another experiment', async () => {
    rig.write('specs/digits.csv', csvOf(square));
    const first = await run('digits.csv');
    rig.write('specs/digits.csv', csvOf([...square.slice(1), drawing(0, 16, 16, 5)]));
    const second = await run('digits.csv');
    expect(second.specHash).not.toBe(first.specHash);
    expect(cachedStages(second)).not.toContain('load');
    expect(second.weightsSha256).not.toBe(first.weightsSha256);
  });

  it('is noted in the resolved spec, which runs from the same folder, and takes no other', async () => {
    rig.write('specs/digits.csv', csvOf(square));
    const first = await run('digits.csv');
    const resolved = path.join(first.folder, 'spec.yaml');
    expect(rig.read(resolved)).toMatch(/train: "?specs\/digits\.csv"? .*\n[\s\S]*sha256: "?[0-9a-f]{64}/);
    rig.write('copy.yaml', rig.read(resolved));
    expect(await rig.json<Result>(['copy.yaml'])).toMatchObject({
      specHash: first.specHash,
      weightsSha256: first.weightsSha256,
    });
    rig.write('specs/digits.csv', csvOf(square.slice(3)));
    const refused = told(await rig.run(['copy.yaml']), rig);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toHaveLength(1);
    expect(refused.stderr[0]).toMatch(
      /^copy\.yaml:\d+:\d+: specs\/digits\.csv: it has the content [0-9a-f]{8}, not [0-9a-f]{8} as the spec asks for; remove sha256 from the spec to use what there is$/,
    );
  });
});

describe('a model of 16×16 images in three classes', () => {
  it('reads pictures, is exported, starts another spec, and is swept for', async () => {
    rig.write('specs/digits.csv', csvOf(square, { names: ['nought', 'one', 'two'] }));
    const result = await run('digits.csv');
    expect(await rig.json(['data', 'show', 'specs/digits.csv'])).toMatchObject({ name: 'specs/digits.csv' });
    expect(filesIn(rig.dir)).toContain('digits.csv.png');
    rig.write('picture.png', pngOf(drawing(2, 16, 16, 9)));
    const predicted = await rig.json<{ images: readonly { label: string }[] }>([
      'predict',
      'own',
      'picture.png',
    ]);
    expect(predicted.images.map(({ label }) => label)).toEqual(['two']);
    for (const format of ['tfjs', 'onnx', 'safetensors']) {
      expect((await rig.run(['export', 'own', '--format', format, '--out', `out-${format}`])).code).toBe(0);
    }
    // Four classes in the place of three: a new head.
    rig.write('specs/more.csv', csvOf(drawings(96, 4)));
    rig.write(
      'specs/tuned.yaml',
      'name: tuned\nload: { dataset: more.csv }\nbuild: { from: own }\ntrain: { epochs: 2 }\n',
    );
    expect(modelOf(await rig.json<Result>(['specs/tuned.yaml'])).classes).toEqual(['0', '1', '2', '3']);
    const sweep = ['specs/own.yaml', '--sweep', 'batchSize=8,16', '--jobs', '1'];
    const swept = await rig.json<{ dataset: string; trials: readonly { status: string }[] }>(sweep);
    expect(swept.dataset).toBe('digits.csv');
    expect(swept.trials.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(result.splits.test?.accuracy).toBe(1);
  });
});

describe('Semeion, 16×16', () => {
  it('is listed, shown and trained on', async () => {
    // Runs of a class, as the file has them.
    const images = Array.from({ length: 1593 }, (_, i) => drawing(Math.floor(i / 20) % 10, 16, 16, i));
    const lines = images.map(({ label, pixels }) => {
      const ink = Array.from(pixels, (pixel) => (pixel > 0 ? '1.0000' : '0.0000'));
      return [...ink, ...Array.from({ length: 10 }, (_, i) => (i === label ? 1 : 0))].join(' ');
    });
    rig.write('data/semeion/semeion.data', `${lines.join(' \r\n')} \r\nE`);
    const dir = ['--data-dir', 'data'];
    const listed = await rig.json<readonly { name: string; location: { kind: string } }[]>([
      'data',
      'ls',
      ...dir,
    ]);
    expect(listed.find(({ name }) => name === 'semeion')?.location.kind).toBe('folder');
    expect((await rig.run(['data', 'show', 'semeion', ...dir, '--out', 'sheet.png'])).code).toBe(0);
    rig.write('semeion.yaml', specOf('semeion'));
    const result = await rig.json<Result>(['semeion.yaml', ...dir]);
    expect(modelOf(result).inputShape).toEqual([16, 16, 1]);
    expect(result.splits.test).toMatchObject({ count: 318, accuracy: 1 });
    // No checksum of it is published, so that its content is in the key.
    const again = await rig.json<Result>(['semeion.yaml', ...dir]);
    expect(again.stages.every(({ cached }) => cached)).toBe(true);
    rig.write('data/semeion/semeion.data', `${lines.toReversed().join('\n')}\n`);
    const other = await rig.json<Result>(['semeion.yaml', ...dir]);
    expect(other.stages.find(({ name }) => name === 'load')?.cached).toBe(false);
  });
});
