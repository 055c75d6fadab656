// npm run bench -- train|augment|predict|startup|search|sweep|kills [options]: see README.md.
import { BenchFailure, usage } from './harness/failure.mjs';

const benches = {
  train: () => import('./train/run.mjs'),
  augment: () => import('./augment/run.mjs'),
  predict: () => import('./predict/run.mjs'),
  startup: () => import('./startup/run.mjs'),
  search: () => import('./search/run.mjs'),
  sweep: () => import('./sweep/run.mjs'),
  kills: () => import('./sweep/kills.mjs'),
};

try {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || benches[name] === undefined) {
    throw usage(`usage: npm run bench -- ${Object.keys(benches).join('|')} [options]; bench/README.md`);
  }
  const { run } = await benches[name]();
  await run(args);
} catch (error) {
  if (!(error instanceof BenchFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
