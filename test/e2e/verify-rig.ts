/** A finished run, copies of its folder that may be changed, and `hwr-run verify` on them. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Finished, type ResultFile, Rig, smallSpec } from './rig.js';

export type RecordedResult = ResultFile & { readonly version: string };

export class VerifyRig {
  readonly rig = new Rig();
  /** Where verification computes: nothing may stay there. */
  readonly temporary = path.join(this.rig.dir, 'tmp');
  readonly options = { env: { TMPDIR: this.temporary } };
  #copies = 0;

  /** Runs a small spec of four epochs. */
  async runSmall(...flags: string[]): Promise<ResultFile> {
    mkdirSync(this.temporary, { recursive: true });
    this.rig.write('small.yaml', smallSpec.replace('epochs: 2', 'epochs: 4'));
    return await this.rig.json<ResultFile>(['small.yaml', ...flags]);
  }

  verify(name: string, ...flags: string[]): Promise<Finished> {
    return this.rig.run(['verify', name, ...flags], this.options);
  }

  /** A copy of a run's folder, elsewhere. */
  copy(folder: string): RunCopy {
    const name = `copies/${++this.#copies}`;
    cpSync(path.join(this.rig.dir, folder), path.join(this.rig.dir, name), { recursive: true });
    return new RunCopy(name, path.join(this.rig.dir, name));
  }
}

export class RunCopy {
  constructor(
    readonly name: string,
    readonly dir: string,
  ) {}

  edit(file: string, change: (text: string) => string): this {
    const target = path.join(this.dir, file);
    const before = readFileSync(target, 'latin1');
    const after = change(before);
    if (after === before) throw new Error(`${file} is as it was`);
    writeFileSync(target, after, 'latin1');
    return this;
  }

  result(change: (result: RecordedResult) => unknown): this {
    return this.edit('result.json', (text) => {
      const result = JSON.parse(text) as RecordedResult;
      change(result);
      return JSON.stringify(result);
    });
  }

  without(...files: string[]): this {
    for (const file of files) rmSync(path.join(this.dir, file), { recursive: true });
    return this;
  }
}

/** How many epochs were computed, as stderr tells. */
export function epochLines(stderr: string): number {
  return stderr.split('\n').filter((line) => /^ {2}epoch +\d/.test(line)).length;
}

/** A hash that nothing has. */
export const hex = (digit: string): string => digit.repeat(64);
