import os from 'node:os';

/** What the figures were measured on. The load is that before the benchmark: other work makes them worthless. */
export function describeMachine() {
  return {
    cpu: os.cpus()[0]?.model ?? 'unknown CPU',
    cores: os.availableParallelism(),
    memoryGB: Math.round(os.totalmem() / 1e9),
    platform: `${os.platform()} ${os.arch()}`,
    node: process.versions.node,
    load: os.loadavg()[0],
  };
}

export function printMachine({ cpu, cores, memoryGB, platform, node, load }) {
  return `${cpu}, ${cores} cores, ${memoryGB} GB, ${platform}, Node ${node}, load before ${load.toFixed(2)}`;
}
