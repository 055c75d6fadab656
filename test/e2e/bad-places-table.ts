/** Files and folders that are not what a command line takes them for, each with the one line that a person is told. */
import { type BadTable, command, good, run } from './bad-row.js';

const file = { files: { taken: 'a file\n' }, code: 4 } as const;

export const badPlaces: BadTable = {
  'a spec that is not there': command(
    'goood.yaml',
    'hwr-run: there is no file goood.yaml; did you mean "good.yaml"?',
    { json: true },
  ),
  'a spec in a folder that is not there': command(
    'nowhere/good.yaml',
    'hwr-run: there is no file nowhere/good.yaml; check the path',
  ),
  'a spec below a file': command(
    'good.yaml/x.yaml',
    'hwr-run: there is no file good.yaml/x.yaml; check the path',
  ),
  'a folder for a spec': command('sub', 'hwr-run: sub is a directory; name a YAML file in it', {
    files: { sub: null },
  }),
  'a folder for results that is a file': run(
    '--runs-dir taken',
    'hwr-run: DIR/taken cannot be used as the folder for results: it, or a part of its path, is a file; move that file away, or choose another folder with --runs-dir',
    { ...file, json: true },
  ),
  'a folder for results below a file': run(
    '--runs-dir taken/runs',
    'hwr-run: DIR/taken/runs cannot be used as the folder for results: it, or a part of its path, is a file; move that file away, or choose another folder with --runs-dir',
    file,
  ),
  'a cache that is a file': run(
    '--cache-dir taken',
    'hwr-run: DIR/taken cannot be used as a cache folder: it, or a part of its path, is a file; move that file away, or choose another folder with --cache-dir',
    file,
  ),
  'a cache below a file': run(
    '--cache-dir taken/cache',
    'hwr-run: DIR/taken/cache cannot be used as a cache folder: it, or a part of its path, is a file; move that file away, or choose another folder with --cache-dir',
    file,
  ),
  'a plan with a cache that is a file': command(
    'plan good.yaml --cache-dir taken',
    'hwr-run: DIR/taken cannot be used as a cache folder: it, or a part of its path, is a file; move that file away, or choose another folder with --cache-dir',
    file,
  ),
  'a list of the runs in a file': command(
    'runs --runs-dir taken',
    'hwr-run: DIR/taken cannot be used as the folder for results: it, or a part of its path, is a file; move that file away, or choose another folder with --runs-dir',
    file,
  ),
  'a list of what is cached in a file': command(
    'cache ls --cache-dir taken',
    'hwr-run: DIR/taken/v1/entries cannot be used as a cache folder: it, or a part of its path, is a file; move that file away, or choose another folder with --cache-dir',
    file,
  ),
  'an init where something is': command(
    'init .',
    'hwr-run: experiments/quickstart.yaml is there already; choose a new folder, or move that file away; nothing was changed',
    { files: { 'experiments/quickstart.yaml': good } },
  ),
  'an init in a file': command(
    'init taken',
    'hwr-run: cannot write taken/experiments/quickstart.yaml: a part of the path is a file; move that file away, or choose another folder',
    file,
  ),
  'an image in a folder that is a file': command(
    'data show synthetic --out taken/x.png',
    'hwr-run: cannot write DIR/taken/x.png: a part of the path is a file; move that file away, or choose another file with --out',
    file,
  ),
};
