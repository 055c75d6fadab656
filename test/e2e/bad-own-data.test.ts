/** Data of one's own that is wrong: the line that is told, where, and what to do. */
import { describe, expect, it } from 'vitest';
import { csvOf, drawing, drawings, pngOf } from '../data/own/drawings.js';
import { type BadTable, expectRefusal, told } from './bad-row.js';
import { specOf } from './own-data-spec.js';
import { Rig } from './rig.js';

const rows = csvOf(drawings(9, 3, 4)).split('\n');
const broken = rows.map((row, i) => (i === 4 ? row.replace(',0,', ',oops,') : row)).join('\n');
const x = (dataset: string): string => specOf(dataset);
const bad: BadTable = {
  'a cell that is no number': {
    args: ['x.yaml'],
    files: { 'x.yaml': x('digits.csv'), 'digits.csv': broken },
    code: 3,
    says: 'x.yaml:2:18: digits.csv:5: column 2 is "oops", not a number; mend the line, or take it away',
  },
  'a file that is not there, named by a spec in another folder': {
    args: ['specs/x.yaml'],
    files: { 'specs/x.yaml': x('digits.csv') },
    code: 3,
    says: 'specs/x.yaml:2:18: specs/digits.csv: there is no such file; check the path',
  },
  'a folder that is not there': {
    args: ['x.yaml'],
    files: { 'x.yaml': x('./digits') },
    code: 3,
    says: 'x.yaml:2:18: digits: there is no such folder; check the path',
  },
  'pictures of two sizes, not fitted': {
    args: ['x.yaml'],
    files: {
      'x.yaml': x('./digits/'),
      'digits/a/1.png': pngOf(drawing(0, 8, 8)),
      'digits/a/2.png': pngOf(drawing(0, 8, 8)),
      'digits/b/1.png': pngOf(drawing(1, 9, 8)),
      'digits/b/2.png': pngOf(drawing(1, 8, 8)),
    },
    code: 3,
    says:
      'x.yaml:2:18: digits/b/1.png has 8×9 pixels, and digits/a/1.png 8×8 pixels; ' +
      'fit them into one size, as in "normalize: { fit: { size: 28, box: 20 } }"',
  },
  'an unknown name': {
    args: ['x.yaml'],
    files: { 'x.yaml': x('fashion-mnits') },
    says: 'x.yaml:2:18: unknown data set "fashion-mnits"; did you mean "fashion-mnist"?',
  },
  'an unknown kind of source': {
    args: ['x.yaml'],
    files: { 'x.yaml': x('{ cvs: digits.csv }') },
    says: 'x.yaml:2:20: unknown data set "cvs"; did you mean "csv"?',
  },
  'two kinds of sources': {
    args: ['x.yaml'],
    files: { 'x.yaml': x('{ csv: digits.csv, npz: digits.npz }') },
    says: 'x.yaml:2:37: a data set has one key, this one has "csv" and "npz"; keep one',
  },
  'a test share that leaves nothing to train on': {
    args: ['x.yaml'],
    files: { 'x.yaml': x('{ csv: { train: digits.csv, test: 9 } }'), 'digits.csv': rows.join('\n') },
    says:
      'x.yaml:2:34: load.dataset.csv.test holds out 9 of 9 training images, none is left to train on; ' +
      'give a smaller share, or a test set of its own',
  },
};

describe('bad data is told in one line, with the file and what to do, and nothing is written', () => {
  it.each(Object.entries(bad))('%s', (_, row) => expectRefusal(row));

  it('USPS as it was published has to be decompressed', async () => {
    const rig = new Rig();
    rig.write('x.yaml', x('usps'));
    rig.write('data/usps/usps.bz2', 'BZh9');
    const { code, stderr } = told(await rig.run(['x.yaml', '--data-dir', 'data', '--quiet']), rig);
    expect({ code, lines: stderr.length }).toEqual({ code: 3, lines: 1 });
    expect(stderr[0]).toMatch(
      /^hwr-run: data set usps is not here \(--data-dir DIR\/data: usps\/usps\.bz2 has to be decompressed;/,
    );
    expect(stderr[0]).toMatch(/bunzip2 them$/);
    rig.dispose();
  });
});
