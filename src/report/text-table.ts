/** Aligned columns of plain text. */

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Characters that it has at least, for a table that is printed piece by piece. */
  readonly width?: number;
}

/** Lays out a title line and one line a row; columns are two spaces apart, nothing trails. */
export function layoutTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title, width = 0 }, c) =>
    Math.max(width, ...[title, ...rows.map((row) => row[c] ?? '')].map(widthOf)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, c) => {
        const cell = cells[c] ?? '';
        const fill = ' '.repeat((widths[c] ?? 0) - widthOf(cell));
        return align === 'left' ? cell + fill : fill + cell;
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}

/** Text that cannot move the cursor, ring, colour or forge a line: control and direction characters become `�`. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Cuts to `width` characters, the last of them an ellipsis where something was cut. */
export function truncate(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Breaks a sentence into lines of at most `width` characters, where its words allow it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // A number stays with its unit and with its other digits.
  for (const word of text.split(/ (?!%|(?<=\d )\d)/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function widthOf(text: string): number {
  return [...text].length;
}
