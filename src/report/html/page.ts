/** The frame of every page: one file that opens anywhere, asks the network for nothing and runs no script. */
import { html, Markup } from './markup.js';
import { style } from './style.js';

/** The policy that makes the promise hold in the browser too: images from the file itself, styles, nothing else. */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A whole page around `body`: its header and main part. */
export function pageHtml(
  { name, version }: { readonly name: string; readonly version: string },
  body: Markup,
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="hwr-run ${version}">
<title>${name} · hwr-run</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
<footer>Made by hwr-run ${version}.</footer>
</body>
</html>
`.text;
}
