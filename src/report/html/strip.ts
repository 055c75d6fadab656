/** Figures drawn as dots on a line, for the eye that compares. */
import { html, type Markup } from './markup.js';

export interface Drawn {
  readonly accuracy: number;
  readonly interval?: readonly [number, number];
  /** Another figure to compare with. */
  readonly mark?: number;
  /** A colour of the page's. */
  readonly colour?: string;
}

export type Range = readonly [low: number, high: number];

/** A figure as a dot, its interval as a bar, what it is compared with as an upright line. */
export function strip([low, high]: Range, { accuracy, interval, mark, colour }: Drawn, kind = ''): Markup {
  const place = (share: number): number => ((share - low) / (high - low)) * 100;
  const left = (share: number): string => `left:${place(share).toFixed(2)}%`;
  return html`<div class="${`strip ${kind}`.trim()}"${colour !== undefined && html` style="--accent:${colour}"`}>${interval && html`<i class="interval" style="${left(interval[0])};right:${(100 - place(interval[1])).toFixed(2)}%"></i>`}<i class="ours" style="${left(accuracy)}"></i>${mark !== undefined && html`<i class="mark" style="${left(mark)}"></i>`}</div>`;
}

/** The range that shows all of these shares, with a little air, in whole steps of a tenth of a percent. */
export function rangeOf(shares: readonly number[]): Range {
  const low = Math.min(...shares);
  const high = Math.max(...shares);
  const air = Math.max(0.0005, (high - low) * 0.05);
  return [
    Math.max(0, Math.floor((low - air) * 1000) / 1000),
    Math.min(1, Math.ceil((high + air) * 1000) / 1000),
  ];
}
