import { cpus, platform, release } from 'node:os';
import type { JsonObject } from './json.js';
import { version } from './version.js';

/** Where something is computed: none of it changes a result, all of it may explain a time. */
export function describeEnvironment(): JsonObject {
  const cores = cpus();
  return {
    hwrRun: version,
    node: process.versions.node,
    platform: `${platform()} ${release()} ${process.arch}`,
    cpu: (cores[0]?.model ?? 'unknown').trim(),
    cores: cores.length,
  };
}
