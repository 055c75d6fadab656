/** A table of text as markup. */
import type { TextTable } from '../sweep-tables.js';
import { html, type Markup } from './markup.js';

/**
 * @param classOf the CSS class of a row, by its number.
 * @param linkOf where the first cell of a row leads, a path relative to the page.
 */
export function textTable(
  { columns, rows }: TextTable,
  classOf: (row: number) => string = () => '',
  linkOf: (row: number) => string | undefined = () => undefined,
): Markup {
  const cell = (text: string, column: number, row: number): Markup | string => {
    const link = column === 0 ? linkOf(row) : undefined;
    return link === undefined ? text : html`<a href="./${encodeURI(link)}/">${text}</a>`;
  };
  return html`<div class="scroll"><table class="wide narrow">
<thead><tr>${columns.map(({ title, align }) => html`<th scope="col" class="${align}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells, i) => html`
<tr class="${classOf(i)}">${cells.map((text, c) => html`<td class="${columns[c]?.align}">${cell(text, c, i)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
