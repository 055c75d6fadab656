// npm run build: schemas → JavaScript → validators → kernels → code hashes → bundled command, all into dist/.
// Needs nothing but node_modules; does nothing when dist/ is up to date (--force builds all the same).
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isBuilt, writeStamp } from './build/stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

if (process.argv.includes('--force') || !(await isBuilt(root))) {
  // Loaded here, so that finding nothing to do is quick.
  const { bundleCommand } = await import('./build/bundle.mjs');
  const { hashCode } = await import('./build/code-hashes.mjs');
  const { compileTypeScript } = await import('./build/compile.mjs');
  const { buildKernels } = await import('./build/kernels.mjs');
  const { generateTypes, generateValidators } = await import('./build/schemas.mjs');
  await rm(`${root}/dist`, { recursive: true, force: true });
  // The types are committed: a build that made them again would hide that they no longer match.
  const drift = await generateTypes({ check: true });
  for (const line of drift) process.stderr.write(`${line}\n`);
  if (drift.length > 0) process.exit(1);
  compileTypeScript(root);
  await generateValidators();
  await buildKernels();
  await hashCode(root);
  await bundleCommand(root);
  await writeStamp(root);
}
