/** What the columns of a table are: its separator, its header, where its labels stand, and the size of its images. */
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';
import type { ContentOptions } from '../gzip.js';
import { readLines } from '../lines.js';
import { Cells, numberOf } from './csv-line.js';
import { labelText } from './labels.js';

/** What the spec says of a table. */
export interface CsvOptions {
  readonly label: string;
  readonly header: 'auto' | boolean;
  readonly height: number | null;
}

export interface CsvLayout {
  /** The separator's byte. */
  readonly separator: number;
  readonly hasHeader: boolean;
  readonly columns: number;
  /** The column with the labels; all others are pixels. */
  readonly label: number;
  readonly height: number;
  readonly width: number;
}

const SEPARATORS = [',', ';', '\t'].map((text) => text.charCodeAt(0));
const LABEL_NAMES: ReadonlySet<string> = new Set(['label', 'labels', 'class', 'target', 'digit', 'y']);
/** Ends the reading where nothing more has to be known. */
const ENOUGH: Failure = { kind: 'data', message: 'enough' };

/** Looks at a table; at all of its lines only where nothing else says which column has the labels. */
export async function findCsvLayout(
  file: string,
  options: CsvOptions,
  reading: ContentOptions,
): Promise<Outcome<CsvLayout>> {
  const cells = new Cells();
  const head: { readonly line: number; readonly cells: readonly string[] }[] = [];
  let separator = SEPARATORS[0] ?? 0;
  let known: Outcome<Head> | undefined;
  const ends = [new Column(), new Column()] as const;
  const read = await readLines(
    file,
    (bytes, line) => {
      if (isBlank(bytes)) return undefined;
      if (head.length === 0) separator = separatorOf(bytes);
      cells.split(bytes, separator);
      if (head.length < 2) {
        head.push({ line, cells: cells.texts() });
        if (head.length < 2) return undefined;
        known = readHead(file, head, options);
        if (!known.ok) return known.failure;
        if (known.value.label !== undefined) return ENOUGH;
        if (!known.value.hasHeader)
          for (const column of [0, 1] as const) ends[column].add(endOf(head[0]?.cells, column));
      }
      for (const column of [0, 1] as const) ends[column].add(cells.text(column === 0 ? 0 : cells.count - 1));
      return undefined;
    },
    reading,
  );
  if (!read.ok && read.failure !== ENOUGH) return read;
  known ??= readHead(file, head, options);
  if (!known.ok) return known;
  const { hasHeader, columns, line } = known.value;
  const label = known.value.label ?? labelAmong(ends, columns);
  if (label === undefined) {
    const message = `${file}:${line}: whether the first or the last column has the labels cannot be told from what is in them`;
    return fail({ kind: 'data', message, advice: 'say so with "label: first" or "label: last"' });
  }
  const size = sizeOf(columns - 1, options.height);
  if (size === undefined) return fail(noImage(file, line, columns, options.height));
  return succeed({ separator, hasHeader, columns, label, ...size });
}

interface Head {
  readonly hasHeader: boolean;
  readonly columns: number;
  /** Missing where the first lines do not tell. */
  readonly label: number | undefined;
  /** The first line with an image. */
  readonly line: number;
}

/** What the first two lines say. */
function readHead(
  file: string,
  head: readonly { readonly line: number; readonly cells: readonly string[] }[],
  { label, header }: CsvOptions,
): Outcome<Head> {
  const [first] = head;
  if (first === undefined) return fail({ kind: 'data', message: `${file}: there are no lines in it` });
  const columns = first.cells.length;
  const hasHeader = header === 'auto' ? isHeader(first.cells) : header;
  const line = (hasHeader ? head[1]?.line : first.line) ?? first.line;
  const known = { hasHeader, columns, line };
  if (columns < 2) {
    const message = `${file}:${first.line}: one column, and no comma, semicolon or tab between more`;
    return fail({ kind: 'data', message, advice: 'separate the label and the pixels by commas' });
  }
  if (label === 'first') return succeed({ ...known, label: 0 });
  if (label === 'last') return succeed({ ...known, label: columns - 1 });
  const names = hasHeader ? first.cells : [];
  if (label === 'auto') {
    const named = names.findIndex((name) => LABEL_NAMES.has(name.toLowerCase()));
    return succeed({ ...known, label: named < 0 ? undefined : named });
  }
  const named = names.indexOf(label);
  if (named >= 0) return succeed({ ...known, label: named });
  const has = hasHeader ? `its header begins with ${names.slice(0, 3).join(', ')}` : 'it has no header';
  const message = `${file}:${first.line}: there is no column ${JSON.stringify(label)}, ${has}`;
  return fail({
    kind: 'data',
    message,
    advice: 'name one of its columns, or say "label: first" or "label: last"',
  });
}

/** Names of columns: words, and numbers where they count up. */
function isHeader(cells: readonly string[]): boolean {
  const numbers = cells.map(numberOf).filter((number) => !Number.isNaN(number));
  if (numbers.length === 0) return true;
  const [first = 0] = numbers;
  const countUp = (first === 0 || first === 1) && numbers.every((number, i) => number === first + i);
  return countUp && numbers.length >= 4;
}

/** What is known of a column from all of its lines. */
class Column {
  #first: string | undefined;
  varies = false;
  hasWords = false;

  add(text: string): void {
    const label = labelText(text);
    this.#first ??= label;
    if (label !== this.#first) this.varies = true;
    if (Number.isNaN(numberOf(label))) this.hasWords = true;
  }
}

function endOf(cells: readonly string[] = [], column: 0 | 1): string {
  return (column === 0 ? cells[0] : cells.at(-1)) ?? '';
}

/** Words are labels, and so is what varies where the other end is always the same, as the corners of images are. */
function labelAmong([first, last]: readonly [Column, Column], columns: number): number | undefined {
  if (first.hasWords !== last.hasWords) return first.hasWords ? 0 : columns - 1;
  if (first.varies !== last.varies) return first.varies ? 0 : columns - 1;
  return undefined;
}

function sizeOf(
  pixels: number,
  given: number | null,
): { readonly height: number; readonly width: number } | undefined {
  const height = given ?? Math.sqrt(pixels);
  const width = pixels / height;
  return Number.isInteger(height) && Number.isInteger(width) ? { height, width } : undefined;
}

function noImage(file: string, line: number, columns: number, height: number | null): Failure {
  const pixels = `${columns} columns are a label and ${columns - 1} pixels`;
  const [reason, advice] =
    height === null
      ? ['which make no square', 'if the images are not square, say how high they are with "height: 20"']
      : [`which make no rows of an image of height ${height}`, 'give the height that it has'];
  return { kind: 'data', message: `${file}:${line}: ${pixels}, ${reason}`, advice };
}

function separatorOf(line: Uint8Array): number {
  const counts = SEPARATORS.map((separator) =>
    line.reduce((sum, byte) => sum + (byte === separator ? 1 : 0), 0),
  );
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? 0;
}

export function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 32 || byte === 9);
}
