import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Compiles src/ to dist/; ends the build with the compiler's own messages where the types do not hold. */
export function compileTypeScript(root) {
  try {
    execFileSync(process.execPath, [tsc, '-p', root], { stdio: 'inherit' });
  } catch {
    process.exit(1);
  }
}
