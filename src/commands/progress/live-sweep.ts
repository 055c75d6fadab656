/** A sweep while it runs: lines that are drawn over and over, or one line a finished trial. */
import { formatLoss, formatPercent } from '../../report/numbers.js';
import type { SweepRecord } from '../../report/sweep-record.js';
import { settingText } from '../../report/sweep-words.js';
import { layoutTable, plainText, truncate } from '../../report/text-table.js';
import type { JsonValue } from '../../util/json.js';
import { bar } from './bar.js';
import { describeWait } from './duration.js';

type Parameters = Readonly<Record<string, JsonValue>>;
type Validation = { readonly accuracy: number; readonly loss: number };

/** What the live view shows; whoever runs the trials keeps it up to date. */
export interface LiveSweep {
  readonly objective: SweepRecord['objective'];
  /** Trials planned; undefined where only time limits them. */
  readonly total?: number;
  readonly done: number;
  /** Given up by successive halving. */
  readonly stopped: number;
  readonly failed: number;
  /** Of those that are over, how many had run before. */
  readonly cached: number;
  readonly running: readonly RunningTrial[];
  readonly best?: {
    readonly number: number;
    readonly parameters: Parameters;
    readonly validation: Validation;
  };
  /** Over the last trials; absent until enough are over. */
  readonly trialsPerMinute?: number;
  readonly secondsLeft?: number;
}

export interface RunningTrial {
  readonly number: number;
  readonly parameters: Parameters;
  /** Epochs done, a fraction while one is under way, of `epochs`. */
  readonly epoch: number;
  readonly epochs: number;
  /** After the last whole epoch. */
  readonly validation?: Validation;
}

/** A trial that is over. */
export interface FinishedTrial {
  readonly number: number;
  readonly parameters: Parameters;
  readonly status: 'done' | 'stopped' | 'failed';
  readonly cached: boolean;
  readonly epochs: number;
  readonly validation?: Validation;
  readonly reason?: string;
}

const MOST_RUNNING = 16;

/** Lines of at most `width` characters: how far the sweep is, the best so far, one a running trial. */
export function liveSweep(state: LiveSweep, { width }: { readonly width: number }): string[] {
  const { objective, total, running, best } = state;
  const over = state.done + state.stopped + state.failed;
  const share = total ? over / total : undefined;
  const counts = [
    total === undefined ? `${over} trials` : `${over} of ${total} trials`,
    ...(state.stopped > 0 ? [`${state.stopped} stopped`] : []),
    ...(state.failed > 0 ? [`${state.failed} failed`] : []),
    ...(state.cached > 0 ? [`${state.cached} cached`] : []),
    ...(state.trialsPerMinute === undefined ? [] : [`${speed(state.trialsPerMinute)} a minute`]),
    ...(state.secondsLeft === undefined ? [] : [`${describeWait(state.secondsLeft)} left`]),
  ];
  const shown = running.slice(0, MOST_RUNNING);
  const trials = layoutTable(
    (['right', 'left', 'right', 'left'] as const).map((align) => ({ title: '', align })),
    shown.map(({ number, parameters, epoch, epochs, validation }) => [
      `  ${number}`,
      `${bar(epochs === 0 ? 0 : Math.min(1, epoch / epochs), 8)} epoch ${Math.min(epochs, Math.floor(epoch) + 1)}/${epochs}`,
      validation ? figure(objective, validation) : '…',
      settingText(parameters),
    ]),
  ).slice(1);
  const hidden = running.length - shown.length;
  return [
    `${share === undefined ? '' : `${bar(share, 16)} `}${counts.join(' · ')}`,
    ...(best
      ? [`best ${figure(objective, best.validation)}: trial ${best.number}${inParentheses(best.parameters)}`]
      : []),
    ...trials,
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
  ].map((line) => truncate(line, width));
}

/** Where there is no terminal: `trial 3 of 16: 98.51 % after 2 epochs (lr 0.1, momentum 0.9)`. */
export function finishedLine(
  { number, parameters, status, cached, epochs, validation, reason }: FinishedTrial,
  { objective, total }: Pick<LiveSweep, 'objective' | 'total'>,
): string {
  const name = `trial ${number}${total === undefined ? '' : ` of ${total}`}`;
  const setting = inParentheses(parameters);
  if (status === 'failed') return `${name}: failed: ${plainText(reason ?? 'no reason is known')}${setting}`;
  const after = `after ${epochs} epoch${epochs === 1 ? '' : 's'}`;
  const how = [...(status === 'stopped' ? ['stopped'] : []), ...(cached ? ['cached'] : [])].map(
    (word) => `, ${word}`,
  );
  return `${name}: ${validation ? figure(objective, validation) : '–'} ${after}${how.join('')}${setting}`;
}

/** Nothing where seeds are all that differs. */
function inParentheses(parameters: RunningTrial['parameters']): string {
  const setting = settingText(parameters);
  return setting === '' ? '' : ` (${setting})`;
}

function figure(objective: SweepRecord['objective'], { accuracy, loss }: Validation): string {
  return objective === 'validation.loss' ? formatLoss(loss) : formatPercent(accuracy);
}

function speed(trialsPerMinute: number): string {
  return trialsPerMinute >= 10 ? trialsPerMinute.toFixed(0) : trialsPerMinute.toFixed(1);
}
