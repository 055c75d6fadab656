/** A command line that must be refused, and what it takes to see that it is: exit code, one line, and nothing written. */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pLimit from 'p-limit';
import { expect } from 'vitest';
import { type Finished, Rig } from './rig.js';

export interface BadRow {
  readonly args: readonly string[];
  /** Files in the folder beside `good.yaml`; null makes a folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  /** 2 where nothing else is said. */
  readonly code?: 1 | 2 | 3 | 4;
  /** All of stderr, line by line; DIR stands for the folder that the command runs in. */
  readonly says: string | readonly string[];
  /** Looks at stdout with --json as well. */
  readonly json?: boolean;
}

export type BadTable = Readonly<Record<string, BadRow>>;

/** A right spec: each line is one section or layer, so that rows can break one of them. */
export const good = `name: x
load: { dataset: synthetic, validation: 0.1 }
build:
  layers:
    - conv2d: { filters: 8, kernelSize: 3 }
    - flatten
    - dense: { units: 10, activation: softmax }
train: { epochs: 1 }
`;

/** `hwr-run x.yaml` with this text, which must be refused with this line. */
export function spec(text: string | Uint8Array, says: string): BadRow {
  return { args: ['x.yaml'], files: { 'x.yaml': text }, says };
}

/** `hwr-run good.yaml …` must be refused with this line. */
export const run = (args: string, says: string, more: Partial<BadRow> = {}): BadRow => ({
  args: ['good.yaml', ...args.split(' ')],
  says,
  ...more,
});
/** `hwr-run …` must be refused with this line. */
export const command = (args: string, says: string, more: Partial<BadRow> = {}): BadRow => ({
  args: args.split(' '),
  says,
  ...more,
});
/** The good spec with one line replaced; lines count from 1. */
export function withLine(line: number, text: string): string {
  const lines = good.split('\n');
  lines[line - 1] = text;
  return lines.join('\n');
}

/** Two at a time: as many as the slowest machine has cores. */
export const atMostTwo = pLimit(2);

/** Runs a row and checks all that holds for every refusal. */
export function expectRefusal(row: BadRow): Promise<void> {
  return atMostTwo(async () => {
    const rig = new Rig();
    try {
      rig.write('good.yaml', good);
      for (const [name, content] of Object.entries(row.files ?? {})) {
        if (content === null) mkdirSync(path.join(rig.dir, name), { recursive: true });
        else rig.write(name, content);
      }
      const before = filesIn(rig.dir);
      const plain = await rig.run(row.args);
      expect(told(plain, rig)).toEqual({ code: row.code ?? 2, stderr: [row.says].flat(), stdout: '' });
      if (row.json) expectJson(row, await rig.run([...row.args, '--json']), rig);
      expect(filesIn(rig.dir)).toEqual(before);
    } finally {
      rig.dispose();
    }
  });
}

/** What a command said: stdout as it is, stderr in lines, the folder's own path as DIR. */
export function told({ code, stdout, stderr }: Finished, rig: Rig) {
  const lines = stderr.replaceAll(rig.dir, 'DIR').split('\n');
  expect(lines.at(-1), 'stderr ends in a line feed').toBe('');
  return { code, stdout, stderr: lines.slice(0, -1) };
}

/** With --json the same is on stdout, as one document; the lines on stderr stay. */
function expectJson(row: BadRow, finished: Finished, rig: Rig): void {
  const { code, stdout, stderr } = told(finished, rig);
  expect({ code, stderr }).toEqual({ code: row.code ?? 2, stderr: [row.says].flat() });
  const { error, errors } = JSON.parse(stdout.replaceAll(rig.dir, 'DIR'));
  expect(errors).toHaveLength(stderr.length);
  expect(error).toEqual(errors[0]);
  for (const [i, { kind, message, place, advice }] of errors.entries()) {
    expect(kind).toMatch(/^(run|usage|spec|data|storage)$/);
    expect(stderr[i]).toContain(message);
    if (advice !== undefined) expect(stderr[i]).toContain(`; ${advice}`);
    if (place?.line !== undefined) expect(stderr[i]).toContain(`${place.file}:${place.line}:${place.col}: `);
  }
}

/** Every file and folder below one, so that something written is seen wherever it is. */
export function filesIn(folder: string): readonly string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).sort();
}
