/** What a page shows. */
export interface Inspection {
  readonly images: number;
  /** Pictures and plots that show nothing. */
  readonly blank: readonly string[];
  readonly plots: number;
  /** What makes the page wider than the window. */
  readonly wide: readonly string[];
  /** The least contrast of the page's and its plots' text with the background, as WCAG 2 has it. */
  readonly contrast: number;
  /** Elements and attributes that no page of ours has. */
  readonly foreign: readonly string[];
  readonly title: string;
}

/** Unfolds all that is folded, waits for the pictures, and looks at everything. Runs in the browser. */
export declare function inspectPage(): Promise<Inspection>;
