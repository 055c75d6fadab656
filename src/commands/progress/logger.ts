/** Run events as people see them, on stderr: finished things as lines, and on a terminal one live line below them. */
import { createColors } from 'picocolors';
import { formatCount, formatLoss, formatPercent } from '../../report/numbers.js';
import { plainText } from '../../report/text-table.js';
import type { Emit, RunEvent } from '../../run/events.js';
import { bar } from './bar.js';
import { describeWait } from './duration.js';
import { Forecast } from './forecast.js';

export interface Logger {
  readonly emit: Emit;
  /** Leaves the terminal clean. */
  close(): void;
}

export interface LoggerOptions {
  readonly stream: NodeJS.WriteStream;
  readonly quiet: boolean;
  readonly color: boolean;
}

/** Between two redraws of the live line: often enough to look alive. */
const REDRAW_MS = 80;

export async function createLogger({ stream, quiet, color }: LoggerOptions): Promise<Logger> {
  if (quiet) return { emit: () => undefined, close: () => undefined };
  // Only a terminal needs what rewrites lines; loading it takes time.
  const live = stream.isTTY
    ? (await import('log-update')).createLogUpdate(stream, { showCursor: true })
    : undefined;
  const story = new Story(color, stream.columns || 80, live === undefined);
  let drawn = 0;
  return {
    emit(event) {
      const lines = story.tell(event);
      if (lines.length > 0) {
        live?.clear();
        stream.write(`${lines.join('\n')}\n`);
      }
      const now = Date.now();
      if (live === undefined || (event.type === 'progress' && now - drawn < REDRAW_MS)) return;
      drawn = now;
      const status = story.status();
      if (status === undefined) live.clear();
      else live(status);
    },
    close() {
      live?.clear();
      live?.done();
    },
  };
}

/** Turns events into lines; keeps what the live line needs. */
export class Story {
  readonly #colors: ReturnType<typeof createColors>;
  readonly #width: number;
  readonly #tellsWait: boolean;
  #forecast = new Forecast();
  #stage = '';
  #epochs = 0;
  #epochsDone = 0;
  #progress: Extract<RunEvent, { type: 'progress' }> | undefined;

  /** @param tellsWait whether lines say how long the rest will take, for want of a live line that does */
  constructor(color: boolean, width: number, tellsWait = false) {
    this.#colors = createColors(color);
    this.#width = width;
    this.#tellsWait = tellsWait;
  }

  /** The lines that an event leaves behind. */
  tell(event: RunEvent): string[] {
    const { dim, green, yellow, bold } = this.#colors;
    switch (event.type) {
      case 'run-started':
        return [
          bold(`${plainText(event.name)}  ${event.specHash.slice(0, 8)}`) +
            dim(`  ${event.engine}, ${event.threads} ${event.threads === 1 ? 'thread' : 'threads'}`),
        ];
      case 'stage-started':
        this.#stage = event.stage;
        this.#progress = undefined;
        this.#epochsDone = 0;
        return [];
      case 'stage-finished':
        this.#stage = '';
        this.#progress = undefined;
        return [
          event.cached
            ? dim(`  ${event.stage.padEnd(10)} cached`)
            : `${green('✓')} ${event.stage.padEnd(10)} ${describeSeconds(event.seconds)}`,
        ];
      case 'training-started':
        this.#epochs = event.epochs;
        this.#startForecast(0);
        return [];
      case 'epoch':
        this.#epochsDone = event.row.epoch;
        this.#progress = undefined;
        // What came from the cache says nothing of the pace.
        if (event.cached) this.#startForecast(event.row.epoch);
        return [event.cached ? dim(epochLine(event)) : epochLine(event) + this.#waitAfter(event.row.epoch)];
      case 'stopped-early':
        return [dim(`  stopped early after epoch ${event.epoch}: no improvement since epoch ${event.best}`)];
      case 'waiting':
        return [yellow(`  ${event.stage}: process ${event.pid} on ${event.host} is computing it; waiting`)];
      case 'damaged':
        return [yellow(`  a damaged blob was set aside (${event.blob.slice(0, 12)}); it is computed again`)];
      case 'warning':
        return [yellow(`  warning: ${plainText(event.message)}`)];
      case 'progress':
        // Some of a later stage's work is done between two stages.
        if (this.#stage === '') this.#stage = event.stage;
        this.#progress = event;
        return [];
      case 'run-finished':
      case 'run-failed':
        this.#stage = '';
        return [];
    }
  }

  /** The live line; undefined when nothing is under way. */
  status(): string | undefined {
    if (this.#stage === '') return undefined;
    const parts = [`  ${this.#stage.padEnd(10)}`];
    const progress = this.#progress;
    if (progress !== undefined && progress.total > 0) {
      const share = Math.min(1, progress.done / progress.total);
      if (this.#stage === 'train' && this.#epochs > 0)
        parts.push(`epoch ${this.#epochsDone + 1}/${this.#epochs}`);
      parts.push(bar(share, this.#width < 70 ? 10 : 24), `${Math.floor(share * 100)} %`.padStart(5));
      if (progress.unit !== 'steps') parts.push(amount(progress.done, progress.total, progress.unit));
      if (progress.detail !== undefined) parts.push(plainText(progress.detail));
      const wait = this.#wait(share);
      if (wait !== undefined) parts.push(`ETA ${describeWait(wait)}`);
    } else {
      parts.push('…');
    }
    return parts.join(' ').slice(0, this.#width - 1);
  }

  #startForecast(epochsDone: number): void {
    this.#forecast = new Forecast();
    this.#forecast.remaining(epochsDone, this.#epochs);
  }

  #waitAfter(epoch: number): string {
    if (!this.#tellsWait || epoch === this.#epochs) return '';
    const wait = this.#forecast.remaining(epoch, this.#epochs);
    return wait === undefined ? '' : `  ETA ${describeWait(wait)}`;
  }

  #wait(share: number): number | undefined {
    if (this.#stage !== 'train') return undefined;
    return this.#forecast.remaining(this.#epochsDone + share, Math.max(this.#epochs, 1));
  }
}

function epochLine({ row, epochs, best }: Extract<RunEvent, { type: 'epoch' }>): string {
  const number = `epoch ${String(row.epoch).padStart(String(epochs).length)}/${epochs}`;
  const validation = row.validation;
  const figures = [
    `loss ${formatLoss(row.train.loss)}`,
    formatPercent(row.train.accuracy).padStart(8),
    ...(validation
      ? [`  validation ${formatLoss(validation.loss)}`, formatPercent(validation.accuracy).padStart(8)]
      : []),
  ];
  return `  ${number}  ${figures.join(' ')}  ${describeSeconds(row.seconds)}${best && validation ? '  best' : ''}`;
}

function amount(done: number, total: number, unit: 'images' | 'bytes'): string {
  if (unit === 'images') return `${formatCount(done)}/${formatCount(total)}`;
  return `${(done / 1e6).toFixed(1)}/${(total / 1e6).toFixed(1)} MB`;
}

/** `0.12 s`, `14.1 s`: a time that something took. */
export function describeSeconds(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(2)} s` : `${seconds.toFixed(1)} s`;
}
