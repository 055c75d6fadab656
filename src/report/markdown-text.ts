/** Pieces of GitHub-flavoured Markdown that hold any text. */
import { type Column, plainText } from './text-table.js';

/** A table, its cells as they read. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return [
    columns.map(({ title }) => title),
    columns.map(({ align }) => (align === 'left' ? '---' : '---:')),
    ...rows.map((row) => row.map(escapeInline)),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Text that reads as itself, on one line: no markup, no HTML, no entity. Words such as `conv2d_1` stay readable. */
export function escapeInline(text: string): string {
  return plainText(text.replace(/\s+/g, ' '))
    .replace(/[\\`*[\]|~<>]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/&(?=[#\w])/g, '&amp;');
}

/** The same where a line begins: no heading, list or rule either. */
export function escapeLine(text: string): string {
  return escapeInline(text)
    .trimStart()
    .replace(/^[#+=-]/, '\\$&')
    .replace(/^(\d+)(?=[.)])/, '$1\\');
}

/** A name in the type of code. */
export function code(text: string): string {
  return `\`${text.replace(/`/g, '')}\``;
}

/** A code block whose fence is longer than any run of backticks in it. */
export function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.trimEnd()}\n${ticks}`;
}
