/** An installation as people see it, on stderr: finished steps as lines, and on a terminal one live line below them. */
import { createColors } from 'picocolors';
import type { InstallEvent } from '../../engine/tensorflow/install/event.js';
import { formatCount } from '../../report/numbers.js';
import { plainText } from '../../report/text-table.js';
import { bar } from './bar.js';
import { describeSeconds, type LoggerOptions } from './logger.js';

const REDRAW_MS = 80;

export interface StepLogger {
  readonly emit: (event: InstallEvent) => void;
  /** Leaves the terminal clean. */
  close(): void;
}

export async function createStepLogger({ stream, quiet, color }: LoggerOptions): Promise<StepLogger> {
  if (quiet) return { emit: () => undefined, close: () => undefined };
  const live = stream.isTTY
    ? (await import('log-update')).createLogUpdate(stream, { showCursor: true })
    : undefined;
  const { green, yellow, bold } = createColors(color);
  const width = stream.columns || 80;
  let step = '';
  let drawn = 0;
  const write = (line: string) => {
    live?.clear();
    stream.write(`${line}\n`);
  };
  const draw = (text: string) => live?.(`  ${step.padEnd(10)} ${text}`.slice(0, width - 1));
  return {
    emit(event) {
      switch (event.type) {
        case 'way':
          return write(bold(plainText(event.text)));
        case 'passed-over':
          return write(yellow(`  ${plainText(event.text)}`));
        case 'step-started':
          step = event.step;
          return draw('…');
        case 'step-finished':
          return write(
            `${green('✓')} ${event.step.padEnd(10)} ${describeSeconds(event.seconds).padStart(6)}  ${plainText(event.detail)}`,
          );
        case 'progress':
          if (Date.now() - drawn < REDRAW_MS) return;
          drawn = Date.now();
          return draw(describeProgress(event, width));
        default:
          return event satisfies never;
      }
    },
    close() {
      live?.clear();
      live?.done();
    },
  };
}

/** `━━━╌╌╌  50 % 136.9/273.8 MB`, or only how much there is where nobody knows how much it will be. */
export function describeProgress(
  { done, total, unit }: Extract<InstallEvent, { type: 'progress' }>,
  width: number,
): string {
  const amount = unit === 'bytes' ? (done / 1e6).toFixed(1) : formatCount(done);
  const name = unit === 'bytes' ? 'MB' : unit;
  if (total === undefined) return `${amount} ${name}`;
  const share = Math.min(1, done / total);
  const whole = unit === 'bytes' ? (total / 1e6).toFixed(1) : formatCount(total);
  return `${bar(share, width < 70 ? 10 : 24)} ${`${Math.floor(share * 100)} %`.padStart(5)} ${amount}/${whole} ${name}`;
}
