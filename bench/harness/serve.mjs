// A competitor's side of the protocol (harness/competitor.py is the same in Python). Each competitor is a process of its
// own, so that neither's memory, threads or garbage is the other's, and speaks JSON lines on stdin and stdout. It is
// started with the folder of the work (harness/work.mjs), says { ready } once, then answers each { call, … } with what the
// function of that name returns, and { cpuSeconds (of all threads), peakBytes (the process's so far) } added.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import util from 'node:util';

// Whatever a library prints on stdout would break the protocol.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const answer = (message) => write(`${JSON.stringify(message)}\n`);

/** The work: work.json with the images as 8-bit arrays. */
export function readWork() {
  const folder = process.argv[2];
  const work = JSON.parse(readFileSync(path.join(folder, 'work.json'), 'utf8'));
  const bytes = (name) => new Uint8Array(readFileSync(path.join(folder, name)));
  return { ...work, images: { ...work.images, pixels: bytes('pixels'), labels: bytes('labels') } };
}

/** Loads a package from the peers' folder; ends the process, telling run.mjs, where it is not there. */
export function requirePeer(work, name) {
  // tfjs-node calls util.isNullOrUndefined, which Node 23 removed; it must be there before it is loaded.
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const folder = path.resolve(work.peerFolder);
  const require = createRequire(path.join(folder, 'package.json'));
  try {
    // `hwr-run engine install tensorflow --to FOLDER` makes a folder of its own in there.
    return require(require.resolve(name, { paths: [folder, path.join(folder, 'tensorflow')] }));
  } catch (error) {
    answer({ missing: error.message.split('\n')[0] });
    process.exit(1);
  }
}

/** Seconds that `work()` takes, and what it returns. */
export async function timed(work) {
  const start = process.hrtime.bigint();
  const result = await work();
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, result };
}

/** Serves `calls` until stdin ends. `ready` describes the competitor: name, version, parameters. */
export async function serve(ready, calls) {
  answer({ ready });
  for await (const line of createInterface({ input: process.stdin })) {
    const { call, ...request } = JSON.parse(line);
    const before = process.cpuUsage();
    const result = await calls[call](request);
    const { user, system } = process.cpuUsage(before);
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    answer({ ...result, cpuSeconds: (user + system) / 1e6, peakBytes });
  }
}
