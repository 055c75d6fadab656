// The command in a few files: two hundred small modules take longer to find than to run, and a cached run has half a second.
// Only the command is bundled; tests, the public API and the code hashes see the modules as the compiler left them.
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';

/** Large, and loaded only for a report or on a terminal. */
const APART = /^(vega|vega-lite|log-update|@tensorflow\/.*)$/;

/** Writes dist/bundle/cli.js, trial-worker.js and their chunks. They lie as deep as the modules do, so that paths relative to a module still hold. */
export async function bundleCommand(root) {
  const dist = path.join(root, 'dist');
  const engine = path.join(dist, 'engine/wasm/index.js');
  const build = await rolldown({
    // A trial's process starts as often as the command does.
    input: { cli: path.join(dist, 'cli.js'), 'trial-worker': path.join(dist, 'run/trial-worker.js') },
    platform: 'node',
    external: APART,
    plugins: [
      {
        name: 'engine apart',
        // The engine starts threads from its own file, beside its binary: it stays where it is.
        resolveId(id, importer) {
          const isEngine = importer !== undefined && path.resolve(path.dirname(importer), id) === engine;
          return isEngine ? { id: '../engine/wasm/index.js', external: 'absolute' } : null;
        },
      },
    ],
    onLog(level, log) {
      if (level === 'warn') throw new Error(`bundle: ${log.message}`);
    },
  });
  await build.write({
    dir: path.join(dist, 'bundle'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await build.close();
  await chmod(path.join(dist, 'bundle/cli.js'), 0o755);
}
