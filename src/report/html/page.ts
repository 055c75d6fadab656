/** The frame of every page: one file that opens anywhere, asks the network for nothing and runs no script. */
import { html, Markup } from './markup.js';
import { style } from './style.js';

/** The policy that makes the promise hold in the browser too: images from the file itself, styles, nothing else. */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A part of a page, as its table of contents lists it. */
export interface Section {
  /** Of the link to it: a word of ours, never the user's. */
  readonly id: string;
  readonly title: string;
  /** The title in the table of contents, where it is too long for that. */
  readonly short?: string;
  /** What the title is about, in weaker type: `test split`. */
  readonly aside?: string;
  readonly body: Markup;
}

export interface Page {
  /** What the browser's tab says. */
  readonly title: string;
  readonly version: string;
  /** What a reader sees first. */
  readonly header: Markup;
  /** In their order; what a page does not have is left out. */
  readonly sections: readonly (Section | undefined)[];
}

/** Renders a page. The same page gives the same bytes. */
export function pageHtml({ title, version, header, sections }: Page): string {
  const shown = sections.filter((section) => section !== undefined);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="hwr-run ${version}">
<title>${title} · hwr-run</title>
<style>${new Markup(style)}</style>
</head>
<body>
<nav aria-label="Contents"><ul>${shown.map(({ id, title, short }) => html`<li><a href="#${id}">${short ?? title}</a></li>`)}</ul></nav>
<header>
${header}
</header>
<main>
${shown.map(sectionMarkup)}
</main>
<footer>Made by hwr-run ${version}.</footer>
</body>
</html>
`.text;
}

function sectionMarkup({ id, title, aside, body }: Section): Markup {
  return html`<section id="${id}">
<h2>${title}${aside !== undefined && html` <span class="muted">${aside}</span>`}</h2>
${body}
</section>
`;
}
