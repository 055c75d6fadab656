import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entry = 'src/engine/wasm/kernels/index.ts';
const output = 'dist/engine/wasm/kernels.wasm';

/**
 * Compiles the engine's kernels to WebAssembly: fixed-width SIMD and threads, never relaxed SIMD, whose results differ
 * between processors. Same sources, same bytes: the binary's hash is part of every key.
 */
export async function buildKernels() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      entry,
      ...['--outFile', output],
      ...[
        '-O3',
        '--noAssert',
        '--runtime',
        'stub',
        '--importMemory',
        '--sharedMemory',
        '--maximumMemory',
        '65536',
      ],
      ...['--enable', 'simd', '--enable', 'threads', '--use', 'abort='],
    ],
    {
      // Paths relative to the repository, so that no binary depends on where it was built.
      readFile: (name) => readFile(resolve(root, name), 'utf8').catch(() => null),
      writeFile: (name, contents) => files.set(name.split(sep).join('/'), contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`the kernels do not compile: ${error.message}\n${stderr.toString()}`);
  const binary = files.get(output);
  if (binary === undefined)
    throw new Error(`the compiler wrote ${[...files.keys()].join(', ') || 'nothing'}`);
  const path = resolve(root, output);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, binary);
  return { path: relative(root, path), bytes: binary.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, bytes } = await buildKernels();
  console.log(`${path}: ${bytes} bytes`);
}
