// npm run build: schemas → types → kernels → JavaScript → code hashes → bundled command, all into dist/. Needs nothing but node_modules.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './build/bundle.mjs';
import { hashCode } from './build/code-hashes.mjs';
import { compileTypeScript } from './build/compile.mjs';
import { buildKernels } from './build/kernels.mjs';
import { generateTypes, generateValidators } from './build/schemas.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await rm(`${root}/dist`, { recursive: true, force: true });
await generateTypes({ check: false });
compileTypeScript(root);
await generateValidators();
await buildKernels();
await hashCode(root);
await bundleCommand(root);
