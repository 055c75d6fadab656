// node scripts/setup-tfjs-node.mjs DIR [--tensorflow 2.21.0]
// Sets up @tensorflow/tfjs-node in a folder outside the project, on the TensorFlow libraries of a Python wheel: the
// package's own installer downloads an old libtensorflow from a host that many networks cannot reach. Needs npm,
// Python with pip and a C++ compiler; about 1.2 GB while it runs, 900 MB afterwards. Linux only.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const PACKAGE = '@tensorflow/tfjs-node@4.22.0';

/** Extracts from a wheel only what the binding needs: two libraries and the headers. */
const EXTRACT = `
import sys, zipfile
wheel, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith("tensorflow/include/") or name.startswith(("tensorflow/libtensorflow_cc.so", "tensorflow/libtensorflow_framework.so")):
            archive.extract(name, target)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tensorflow: { type: 'string', default: '2.21.0' } },
});
const [folder] = positionals;
if (folder === undefined) {
  process.stderr.write('usage: node scripts/setup-tfjs-node.mjs DIR [--tensorflow 2.21.0]\n');
  process.exit(2);
}

const root = path.resolve(folder);
mkdirSync(root, { recursive: true });
const installed = path.join(root, 'node_modules', '@tensorflow', 'tfjs-node');

step(`install ${PACKAGE} without its scripts`);
if (!existsSync(path.join(root, 'package.json')))
  writeFileSync(path.join(root, 'package.json'), '{ "private": true }\n');
run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', PACKAGE], root);

if (!existsSync(path.join(root, 'tensorflow', 'libtensorflow_cc.so.2'))) {
  step(`download the libraries of tensorflow-cpu ${values.tensorflow}`);
  const wheels = path.join(root, 'wheel');
  run(
    'python3',
    ['-m', 'pip', 'download', '--no-deps', '--dest', wheels, `tensorflow-cpu==${values.tensorflow}`],
    root,
  );
  const wheel = readdirSync(wheels).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip left no wheel in ${wheels}`);
  run('python3', ['-c', EXTRACT, path.join(wheels, wheel), root], root);
  rmSync(wheels, { recursive: true });
}

step('link them where the binding looks');
const lib = path.join(installed, 'deps', 'lib');
rmSync(path.join(installed, 'deps'), { recursive: true, force: true });
mkdirSync(lib, { recursive: true });
const tensorflow = path.join(root, 'tensorflow');
symlinkSync(path.join(tensorflow, 'include'), path.join(installed, 'deps', 'include'));
for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
  symlinkSync(path.join(tensorflow, name), path.join(lib, name));
}
symlinkSync('libtensorflow_cc.so.2', path.join(lib, 'libtensorflow.so'));
symlinkSync('libtensorflow_framework.so.2', path.join(lib, 'libtensorflow_framework.so'));

step('compile the binding');
run('npx', ['node-pre-gyp', 'configure', 'build'], installed);

step('load it');
// tfjs-node calls util.isNullOrUndefined, which Node 23 removed.
const load = `require('util').isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = require('@tensorflow/tfjs-node');
console.log('TensorFlow ' + tf.backend().binding.TF_Version + ' works in ' + process.cwd());`;
run('node', ['-e', load], root);

function step(text) {
  process.stderr.write(`== ${text}\n`);
}

function run(command, args, cwd) {
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
}
