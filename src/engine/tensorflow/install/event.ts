/** What an installation does, for who shows it. */
export type InstallEvent =
  /** How it is going to be done, or why a way is passed over. */
  | { readonly type: 'way'; readonly text: string }
  | { readonly type: 'passed-over'; readonly text: string }
  | { readonly type: 'step-started'; readonly step: StepName }
  | {
      readonly type: 'progress';
      readonly done: number;
      /** Absent where nobody knows. */
      readonly total?: number;
      readonly unit: 'bytes' | 'packages';
    }
  | {
      readonly type: 'step-finished';
      readonly step: StepName;
      readonly seconds: number;
      readonly detail: string;
    };

export type StepName = 'packages' | 'download' | 'unpack' | 'copy' | 'compile' | 'load';

/** What every step is given. */
export interface Workplace {
  /** The folder that is being filled. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly emit: (event: InstallEvent) => void;
}
