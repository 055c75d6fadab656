/** Tables of images as image sets. */
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';
import { readLines } from '../lines.js';
import type { ReadOptions } from '../read-published.js';
import { type CsvLayout, type CsvOptions, findCsvLayout, isBlank } from './csv-layout.js';
import { Cells } from './csv-line.js';
import type { LabelledImages } from './labelled-images.js';
import { labelText } from './labels.js';
import { describeOdd, Levels, type PixelRange, RANGE_ADVICE } from './levels.js';

export interface CsvImages extends LabelledImages {
  /** What the values of paper and of full ink were, given or found. */
  readonly range: PixelRange;
}

/** Reads a table. Failures of kind `data` name the file and the line. */
export async function readCsv(
  file: string,
  options: CsvOptions & { readonly range: PixelRange | null },
  reading: ReadOptions,
): Promise<Outcome<CsvImages>> {
  const layout = await findCsvLayout(
    file,
    options,
    reading.signal === undefined ? {} : { signal: reading.signal },
  );
  if (!layout.ok) return layout;
  const { separator, hasHeader, height, width } = layout.value;
  const { onProgress } = reading;
  const cells = new Cells();
  const levels = new Levels(options.range);
  const labels: string[] = [];
  const lines: number[] = [];
  const values = new Float64Array(height * width);
  let isFirst = true;
  const read = await readLines(
    file,
    (bytes, line) => {
      if (isBlank(bytes)) return undefined;
      const isHeader = isFirst && hasHeader;
      isFirst = false;
      if (isHeader) return undefined;
      cells.split(bytes, separator);
      const failure =
        readRow(file, line, cells, layout.value, values) ?? addRow(file, line, levels, values, layout.value);
      if (failure !== undefined) return failure;
      labels.push(labelText(cells.text(layout.value.label)));
      lines.push(line);
      return labels.at(-1) === '' ? wrongRow(file, line, 'the label is empty') : undefined;
    },
    {
      ...(reading.signal && { signal: reading.signal }),
      ...(onProgress && { onProgress: (bytes, total) => onProgress(file, bytes, total) }),
    },
  );
  if (!read.ok) return read;
  if (labels.length === 0)
    return fail({
      kind: 'data',
      message: `${file}: there are no images in it`,
      advice: 'put one on each line',
    });
  const pixels = levels.finish();
  return succeed({
    height,
    width,
    channels: 1,
    pixels,
    labels,
    range: levels.range,
    placeOf: (index) => `${file}:${lines[index] ?? 0}`,
  });
}

/** The pixels of a row, into `values`. */
function readRow(
  file: string,
  line: number,
  cells: Cells,
  { columns, label }: CsvLayout,
  values: Float64Array,
): Failure | undefined {
  if (cells.count !== columns) return wrongRow(file, line, `${cells.count} cells instead of ${columns}`);
  for (let column = 0, i = 0; column < columns; column++) {
    if (column === label) continue;
    const value = cells.number(column);
    if (Number.isNaN(value)) {
      const text = cells.text(column);
      return wrongRow(
        file,
        line,
        `column ${column + 1} ${text === '' ? 'is empty' : `is ${shorten(text)}, not a number`}`,
      );
    }
    values[i++] = value;
  }
  return undefined;
}

function addRow(
  file: string,
  line: number,
  levels: Levels,
  values: Float64Array,
  { label }: CsvLayout,
): Failure | undefined {
  const odd = levels.add(values);
  if (odd === undefined) return undefined;
  const column = odd.position + (odd.position >= label ? 2 : 1);
  return wrongRow(file, line, `column ${column} is ${describeOdd(odd)}`, RANGE_ADVICE);
}

function wrongRow(
  file: string,
  line: number,
  what: string,
  advice = 'mend the line, or take it away',
): Failure {
  return { kind: 'data', message: `${file}:${line}: ${what}`, advice };
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 20 ? `${text.slice(0, 19)}…` : text);
}
