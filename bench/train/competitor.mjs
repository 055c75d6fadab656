// The protocol between run.mjs and a competitor, each a process of its own so that neither's memory, threads or garbage
// is the other's: JSON lines. The competitor says { ready } once; each { run: images } is answered by
// { images, seconds, cpuSeconds (of all threads), loss, peakBytes }. Standard error is shown.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Options of every competitor. */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      images: { type: 'string', default: '6400' },
      threads: { type: 'string', default: '1' },
      padding: { type: 'string', default: 'same' },
      data: { type: 'string', default: 'synthetic' },
      'data-dir': { type: 'string' },
      'peer-dir': { type: 'string' },
      augmentation: { type: 'boolean', default: false },
    },
  });
  return { ...values, images: Number(values.images), threads: Number(values.threads) };
}

/**
 * The competitor's side: answers each request with what `train(images)` measured, `{ seconds, loss }`.
 * `ready` describes the competitor: name, versions.
 */
export async function serve(ready, train) {
  // Whatever a library prints on stdout would break the protocol.
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const answer = (message) => write(`${JSON.stringify(message)}\n`);
  answer({ ready });
  for await (const line of createInterface({ input: process.stdin })) {
    const { run } = JSON.parse(line);
    const before = process.cpuUsage();
    const { seconds, loss } = await train(run);
    const { user, system } = process.cpuUsage(before);
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    answer({ images: run, seconds, cpuSeconds: (user + system) / 1e6, loss, peakBytes });
  }
}

/** run.mjs's side: starts `script` (a path beside this file) and waits until it is ready. */
export async function startCompetitor(script, args, env) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended before it answered`);
    return JSON.parse(value);
  };
  const { ready } = await next();
  return {
    ready,
    run: async (images) => {
      child.stdin.write(`${JSON.stringify({ run: images })}\n`);
      return next();
    },
    close: () => new Promise((resolve) => child.once('close', resolve) && child.stdin.end()),
  };
}
