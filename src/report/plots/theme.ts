/** Colours of the plots: explicit ones for files that stand alone, the page's CSS variables for those inside it. */

export interface PlotTheme {
  readonly background: string;
  /** What is behind a plot, also where its own background is transparent. */
  readonly page: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly train: string;
  readonly validation: string;
  readonly error: string;
  readonly correct: string;
  /** Of things side by side, in their order. */
  readonly series: readonly string[];
}

/** Blue and vermillion of Okabe and Ito's palette, which all kinds of colour vision tell apart. */
export const paperTheme: PlotTheme = {
  background: '#ffffff',
  page: '#ffffff',
  text: '#1b1f24',
  muted: '#57606a',
  grid: '#e4e7eb',
  train: '#0072b2',
  validation: '#d55e00',
  error: '#e69f00',
  correct: '#eef1f4',
  series: ['#0072b2', '#d55e00', '#009e73', '#aa4499', '#8a6d00', '#56b4e9'],
};

/** The variables that the page's style sheet defines for light, dark and print. */
export const pageTheme: PlotTheme = {
  background: 'transparent',
  page: 'var(--page)',
  text: 'var(--text)',
  muted: 'var(--muted)',
  grid: 'var(--line)',
  train: 'var(--train)',
  validation: 'var(--validation)',
  error: 'var(--error)',
  correct: 'var(--panel)',
  series: [1, 2, 3, 4, 5, 6].map((n) => `var(--series-${n})`),
};
