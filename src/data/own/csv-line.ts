/** The cells of a line of a table. */

const QUOTE = 34;

/** Places of cells in a line: cell `i` is the bytes from `starts[i]` to before `ends[i]`. */
export class Cells {
  count = 0;
  line: Uint8Array = new Uint8Array();
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Finds the cells of a line. A separator inside quotes separates nothing. */
  split(line: Uint8Array, separator: number): void {
    this.line = line;
    this.count = 0;
    let start = 0;
    const hasQuotes = line.indexOf(QUOTE) >= 0;
    let isQuoted = false;
    for (let i = 0; i < line.length; i++) {
      const byte = line[i];
      if (hasQuotes && byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === separator && !isQuoted) {
        this.#push(start, i);
        start = i + 1;
      }
    }
    this.#push(start, line.length);
  }

  #push(start: number, end: number): void {
    this.#starts[this.count] = start;
    this.#ends[this.count++] = end;
  }

  /** A cell as text, without blanks and quotes around it. */
  text(i: number): string {
    const bytes = this.line.subarray(this.#starts[i] ?? 0, this.#ends[i] ?? 0);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').trim();
    return /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
  }

  texts(): readonly string[] {
    return Array.from({ length: this.count }, (_, i) => this.text(i));
  }

  /** A cell as a number; NaN where it is none. */
  number(i: number): number {
    const { line } = this;
    const end = this.#ends[i] ?? 0;
    let at = this.#starts[i] ?? 0;
    // Nearly all of them are a few digits.
    if (at < end && end - at < 10) {
      let value = 0;
      for (; at < end; at++) {
        const digit = (line[at] ?? 0) - 48;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (at === end) return value;
    }
    return numberOf(this.text(i));
  }
}

/** The number that a text is; NaN where it is none: neither empty, nor hexadecimal, nor infinite. */
export function numberOf(text: string): number {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}
