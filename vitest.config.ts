import { defineConfig } from 'vitest/config';

// Tests import the built code through `#src/…` (package.json "imports"): what is tested is what ships,
// worker threads and WebAssembly included.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
