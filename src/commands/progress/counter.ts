/** Progress of one long list on stderr: a live line on a terminal, otherwise a plain line now and then. */
import { performance } from 'node:perf_hooks';
import { formatCount } from '../../report/numbers.js';
import { bar } from './bar.js';
import { describeWait } from './duration.js';
import { Forecast } from './forecast.js';
import type { LoggerOptions } from './logger.js';

export interface Counter {
  /** So many are done. */
  show(done: number): void;
  /** Takes the live line away, so that something else can be written; the next `show` puts it back. */
  clear(): void;
  /** Leaves the terminal clean. */
  close(): void;
}

/** Between two plain lines. */
const LINE_MS = 10_000;

/** @param total undefined where nobody knows yet */
export async function createCounter(
  { stream, quiet }: Pick<LoggerOptions, 'stream' | 'quiet'>,
  title: string,
  total: number | undefined,
): Promise<Counter> {
  if (quiet) return { show: () => undefined, clear: () => undefined, close: () => undefined };
  const live = stream.isTTY
    ? (await import('log-update')).createLogUpdate(stream, { showCursor: true })
    : undefined;
  const line = countLine(title, total, stream.columns || 80);
  line(0);
  let written = performance.now();
  return {
    show(done) {
      const text = line(done);
      if (live !== undefined) live(text);
      else if (done !== total && performance.now() - written >= LINE_MS) {
        written = performance.now();
        stream.write(`${text}\n`);
      }
    },
    clear: () => live?.clear(),
    close() {
      live?.clear();
      live?.done();
    },
  };
}

/** The line that says how far it is, and how long the rest will take once that can be told. */
export function countLine(
  title: string,
  total: number | undefined,
  width: number,
  now?: () => number,
): (done: number) => string {
  const forecast = new Forecast(now);
  return (done) => {
    if (total === undefined) return `  ${title} ${formatCount(done)} images`;
    const share = Math.min(1, done / Math.max(1, total));
    const parts = [
      `  ${title}`,
      bar(share, width < 70 ? 10 : 24),
      `${Math.floor(share * 100)} %`.padStart(5),
    ];
    parts.push(`${formatCount(done)}/${formatCount(total)}`);
    const wait = forecast.remaining(done, total);
    if (wait !== undefined) parts.push(`ETA ${describeWait(wait)}`);
    return parts.join(' ').slice(0, width - 1);
  };
}
