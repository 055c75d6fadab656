/** A table of text as markup. */
import type { TextTable } from '../sweep-tables.js';
import { html, type Markup } from './markup.js';

export interface TextTableOptions {
  /** The CSS class of a row, by its number. */
  readonly classOf?: (row: number) => string;
  /** Where the first cell of a row leads, a path relative to the page. */
  readonly linkOf?: (row: number) => string | undefined;
  /** Whether a narrow screen shows the cells of a row under each other: for few rows of many columns. */
  readonly isStacked?: boolean;
}

export function textTable(
  { columns, rows }: TextTable,
  { classOf = () => '', linkOf = () => undefined, isStacked = false }: TextTableOptions = {},
): Markup {
  const first = (text: string, row: number): Markup => {
    const link = linkOf(row);
    const content = link === undefined ? text : html`<a href="./${encodeURI(link)}/">${text}</a>`;
    return isStacked
      ? html`<th scope="row">${content}</th>`
      : html`<td class="${columns[0]?.align}">${content}</td>`;
  };
  const cell = (text: string, column: number): Markup => {
    const { align, title } = columns[column] ?? { align: 'left' };
    return html`<td class="${align}"${isStacked && html` data-label="${title}"`}>${text}</td>`;
  };
  return html`<div class="scroll"><table class="wide ${isStacked ? 'stacked' : 'narrow'}">
<thead><tr>${columns.map(({ title, align }) => html`<th scope="col" class="${align}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name = '', ...cells], i) => html`
<tr class="${classOf(i)}">${first(name, i)}${cells.map((text, c) => cell(text, c + 1))}</tr>`,
  )}</tbody></table></div>`;
}
