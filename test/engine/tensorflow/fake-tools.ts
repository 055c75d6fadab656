/** npm, pip and a compiler that do nothing but leave small files where the real ones leave large ones, or fail as told. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';

/** How a tool behaves: what it prints before it fails, or that it waits for ever. */
/** `only`: when this is among its arguments. */
export type Mode = { readonly fails: string; readonly only?: string } | 'hangs' | 'absent';
export type Modes = Partial<Record<ToolName, Mode>>;
export type ToolName = 'npm' | 'python3' | 'c++';

/** Shared by the tools; one that hangs has a child that is connected to the test's socket. */
const PRELUDE = `
const fs = require('fs'); const path = require('path'); const net = require('net');
const args = process.argv.slice(2); const home = __dirname + '/..'; const name = path.basename(__filename, '.cjs');
fs.appendFileSync(home + '/calls', name + ' ' + args.join(' ') + '\\n');
const mode = JSON.parse(fs.readFileSync(home + '/modes.json', 'utf8'))[name];
const put = (file, text) => { fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, text); };
const after = (flag) => args[args.indexOf(flag) + 1];
const act = (work) => {
  console.log('chatter of ' + name + ' on stdout');
  if (mode === 'hangs') {
    // A child of its own, as npm has: it must end, too.
    require('child_process').spawn(process.execPath, ['-e', 'require("net").connect(' + JSON.stringify(home + '/socket') + '); setInterval(() => {}, 1000)']);
    return setInterval(() => {}, 1000);
  }
  if (mode && mode.fails && !(mode.only && !args.includes(mode.only))) { console.error(mode.fails); process.exit(1); }
  work();
};
`;

const NPM = `
const packageFolder = 'node_modules/@tensorflow/tfjs-node';
const fill = (root) => {
  put(root + '/package.json', JSON.stringify({ name: '@tensorflow/tfjs-node', version: '4.22.0', main: 'index.js' }));
  put(root + '/index.js', fs.readFileSync(home + '/tfjs-node.js', 'utf8'));
  put(root + '/index.js.map', 'a map');
  put(root + '/binding/tfjs_binding.cc', '#include "tensorflow/c/c_api.h"\\n');
  put('node_modules/node-api-headers/include/node_api.h', '');
};
act(() => {
  if (args[0] === 'install') {
    console.error('npm http fetch GET 200 https://registry.example/a.tgz 5ms (cache hit)');
    fill(packageFolder);
  } else if (args[0] === 'rebuild') {
    put(packageFolder + '/deps/lib/libtensorflow.so.2.9.1', 'TensorFlow 2.9.1');
    put(packageFolder + '/lib/napi-v8/tfjs_binding.node', 'TensorFlow 2.9.1');
  }
});
`;

const PYTHON = `
act(() => {
  const version = args.at(-1).split('==')[1];
  const wheel = fs.readdirSync(home + '/index').find((file) => file.includes('-' + version + '-'));
  if (!wheel) { console.error('ERROR: Could not find a version that satisfies the requirement\\nERROR: No matching distribution found for ' + args.at(-1)); process.exit(1); }
  put(process.env.TMPDIR + '/pip-unpack-x/' + wheel, 'part');
  fs.copyFileSync(home + '/index/' + wheel, path.join(after('--dest'), wheel));
});
`;

const COMPILER = `
act(() => {
  const folder = args.find((arg) => arg.startsWith('-L')).slice(2);
  const include = args.find((arg) => arg.startsWith('-I') && fs.existsSync(arg.slice(2) + '/tensorflow/c/c_api.h'));
  if (!include) { console.error('binding/x.cc:1:10: fatal error: tensorflow/c/c_api.h: No such file or directory'); process.exit(1); }
  const library = fs.readdirSync(folder).find((file) => !file.includes('framework'));
  put(after('-o'), fs.readFileSync(path.join(folder, library), 'utf8'));
});
`;

/** What the check loads instead of the package: it works when its binding is that of its library. */
const TFJS_NODE = `
const fs = require('fs');
const text = fs.readFileSync(__dirname + '/lib/napi-v8/tfjs_binding.node', 'utf8');
if (text.includes('broken')) throw new Error('libtensorflow_cc.so.2: undefined symbol: TF_Version');
console.log('chatter of TensorFlow');
exports.tensor2d = (rows) => rows;
exports.matMul = (a, b) => ({ dataSync: () => (text.includes('wrong') ? [0, 0] : a.map((row) => row.reduce((sum, value, i) => sum + value * b[i][0], 0))) });
exports.backend = () => ({ binding: { TF_Version: text.split(' ')[1] } });
`;

export class FakeTools {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'hwr-run-install-'));
  readonly engines = path.join(this.dir, 'engines');
  /** Folder of the installation. */
  readonly folder = path.join(this.engines, 'tensorflow');
  #server: Server | undefined;

  constructor(modes: Modes = {}) {
    const scripts = { npm: NPM, python3: PYTHON, 'c++': COMPILER };
    for (const [name, script] of Object.entries(scripts)) {
      if (modes[name as ToolName] === 'absent') continue;
      const file = this.write(`tools/${name}.cjs`, PRELUDE + script);
      // Questions for a version are answered by the shell: they are many, and Node takes its time to start.
      const wrapper = `#!/bin/sh\ncase "$*" in *--version) echo 1.0; exit;; esac\nexec '${process.execPath}' '${file}' "$@"\n`;
      chmodSync(this.write(`bin/${name}`, wrapper), 0o755);
    }
    mkdirSync(path.join(this.dir, 'bin'), { recursive: true });
    this.write('tfjs-node.js', TFJS_NODE);
    this.write('calls', '');
    this.setModes(modes);
    this.addWheel('2.21.0');
  }

  get env(): Record<string, string> {
    return { PATH: path.join(this.dir, 'bin'), HWR_ENGINE_DIR: this.engines, HOME: this.dir };
  }

  setModes(modes: Modes): void {
    this.write('modes.json', JSON.stringify(modes));
  }

  /** The commands that were run, but for questions for a version. */
  calls(): string[] {
    const lines = readFileSync(path.join(this.dir, 'calls'), 'utf8').trim().split('\n');
    return lines.filter((line) => line !== '');
  }

  write(file: string, content: string | Uint8Array): string {
    const target = path.join(this.dir, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    return target;
  }

  /** Puts a wheel where the fake pip finds it; gives its path. */
  addWheel(version: string, { python = 'cp312', library = `TensorFlow ${version}` } = {}): string {
    const name = `tensorflow_cpu-${version}-${python}-${python}-manylinux_2_27_x86_64.whl`;
    return this.write(
      `index/${name}`,
      zip({
        'tensorflow/__init__.py': 'import this',
        'tensorflow/include/tensorflow/c/c_api.h': '#include "tensorflow/c/tf_status.h"\n',
        'tensorflow/include/tensorflow/c/tf_status.h': '#pragma once\n',
        'tensorflow/include/tensorflow/unused.h': '',
        'tensorflow/libtensorflow_cc.so.2': library,
        'tensorflow/libtensorflow_framework.so.2': 'framework',
      }),
    );
  }

  /** Resolves when a tool that hangs is at work; `ended` does when that is gone. */
  async nextHang(): Promise<{ readonly ended: Promise<void> }> {
    if (this.#server === undefined) {
      this.#server = createServer();
      this.#server.listen(path.join(this.dir, 'socket'));
    }
    const server = this.#server;
    const socket = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const connected = await socket;
    return {
      ended: new Promise((resolve) =>
        connected
          .on('close', () => resolve())
          .on('error', () => {})
          .resume(),
      ),
    };
  }

  dispose(): void {
    this.#server?.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A zip archive of these texts, every second one stored as it is. */
export function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [i, [name, text]] of Object.entries(files).entries()) {
    const content = Buffer.from(text);
    const method = i % 2 === 0 ? 8 : 0;
    const packed = method === 8 ? zlib.deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(zlib.crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.alloc(2), common, rest, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
