// A stage's results are filed under a key that holds a hash of the code that computes them. Here those hashes are made:
// for each entry point, SHA-256 over its whole module graph as compiled (comments stripped, so that rewording one
// invalidates nothing), static and dynamic imports alike, with the version of each package that the graph reaches.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** Writes dist/code-hashes.json: `{ stages: { load: …, … }, engines: { wasm: … }, sweepReport: … }`. */
export async function hashCode(root) {
  const dist = path.join(root, 'dist');
  const hasher = new GraphHasher(root, dist);
  const stages = {};
  for (const file of (await readdir(path.join(dist, 'stages'))).sort()) {
    const name = file.match(/^(load|normalize|augment|build|train|evaluate|report)\.js$/)?.[1];
    if (name) stages[name] = hasher.hash([path.join('stages', file)]);
  }
  const engines = {};
  const wasm = path.join(dist, 'engine/wasm');
  const parts = (await readdir(wasm)).filter((file) => file.endsWith('.js') || file.endsWith('.wasm'));
  engines.wasm = hasher.hash(parts.sort().map((file) => path.join('engine/wasm', file)));
  // What is installed apart, TensorFlow itself, has a hash of its own.
  engines.tensorflow = hasher.hash(['engine/tensorflow/index.js', 'engine/wasm/kernels.wasm']);
  // What a sweep's files are made by: they are not made again from the same trials.
  const sweepReport = hasher.hash(['report/export-sweep.js']);
  await writeFile(
    path.join(dist, 'code-hashes.json'),
    `${JSON.stringify({ stages, engines, sweepReport }, null, 2)}\n`,
  );
}

class GraphHasher {
  #modules = new Map();

  constructor(root, dist) {
    this.dist = dist;
    this.lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  }

  hash(entries) {
    const reached = new Set();
    const queue = [...entries];
    while (queue.length > 0) {
      const file = queue.pop();
      if (reached.has(file)) continue;
      reached.add(file);
      queue.push(...this.#module(file).imports);
    }
    const sum = createHash('sha256');
    for (const file of [...reached].sort())
      sum.update(`${file.replaceAll(path.sep, '/')}\0${this.#module(file).digest}\n`);
    return sum.digest('hex');
  }

  #module(file) {
    let known = this.#modules.get(file);
    if (!known) {
      known = file.startsWith('npm:') ? this.#package(file.slice(4)) : this.#read(file);
      this.#modules.set(file, known);
    }
    return known;
  }

  /** A package counts as its locked version and integrity, and so do the packages that it needs. */
  #package(name) {
    const entry = this.lock.packages[`node_modules/${name}`];
    if (!entry) throw new Error(`code hashes: ${name} is imported but not in package-lock.json`);
    const needs = Object.keys(entry.dependencies ?? {}).filter(
      (need) => this.lock.packages[`node_modules/${need}`],
    );
    return { digest: `${entry.version} ${entry.integrity}`, imports: needs.map((need) => `npm:${need}`) };
  }

  #read(file) {
    const absolute = path.join(this.dist, file);
    if (!file.endsWith('.js')) return { digest: digestOf(readFileSync(absolute)), imports: [] };
    const { outputText } = ts.transpileModule(readFileSync(absolute, 'utf8'), {
      compilerOptions: { target: 'ES2022', module: 'ESNext', removeComments: true, newLine: 'lf' },
    });
    const imports = ts.preProcessFile(outputText, true, true).importedFiles.map((one) => one.fileName);
    return { digest: digestOf(outputText), imports: imports.flatMap((name) => this.#resolve(file, name)) };
  }

  #resolve(from, name) {
    if (name.startsWith('node:')) return [];
    if (!name.startsWith('.')) {
      const parts = name.split('/');
      return [`npm:${name.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]}`];
    }
    const file = path.join(path.dirname(from), name);
    if (!existsSync(path.join(this.dist, file)))
      throw new Error(`code hashes: ${from} imports ${name}, which is not there`);
    return [file];
  }
}

function digestOf(content) {
  return createHash('sha256').update(content).digest('hex');
}
