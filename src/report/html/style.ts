/** The report's style sheet: light, dark, phone and print. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f3f5f7; --text: #1b1f24; --muted: #57606a; --line: #d8dee4;
  --train: #0072b2; --validation: #c94f00; --accent: #0072b2;
  --good: #00694e; --good-panel: #e3f4ee; --poor: #8a4600; --poor-panel: #fdf0e0;
  --error: #e69f00; --error-rgb: 230 159 0; --ink: invert(1);
  --series-1: #0072b2; --series-2: #c94f00; --series-3: #00795a; --series-4: #aa4499; --series-5: #8a6d00; --series-6: #3a7fae;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --panel: #1f2428; --text: #e6e9ec; --muted: #9aa4ae; --line: #353c43;
    --train: #56b4e9; --validation: #f0a04b; --accent: #56b4e9;
    --good: #6fd3b0; --good-panel: #17322a; --poor: #f3b567; --poor-panel: #3a2a14;
    --error: #b35c00; --error-rgb: 190 92 0; --ink: none;
    --series-1: #56b4e9; --series-2: #f0a04b; --series-3: #5ad0a8; --series-4: #e08fd0; --series-5: #d9c54a; --series-6: #a9c7e8;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 60px; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
main, header, footer { max-width: 1040px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
nav {
  position: sticky; top: 0; z-index: 1; background: var(--page); border-bottom: 1px solid var(--line);
  overflow-x: auto; scrollbar-width: none; font-size: 0.85rem; overflow-wrap: normal;
}
nav ul { display: flex; gap: 20px; max-width: 1040px; margin: 0 auto; padding: 0 20px; list-style: none; white-space: nowrap; }
nav a { display: block; padding: 10px 0; color: var(--muted); text-decoration: none; }
nav a:hover, nav a:focus-visible { color: var(--text); text-decoration: underline; text-underline-offset: 4px; }
h1 { font-size: clamp(1.7rem, 4vw, 2.3rem); line-height: 1.2; margin: 0 0 8px; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; margin: 48px 0 12px; letter-spacing: -0.005em; }
h3 { font-size: 1rem; margin: 20px 0 8px; }
p { margin: 0 0 12px; max-width: 72ch; }
.muted, figcaption { color: var(--muted); }
h2 .muted { font-weight: 400; font-size: 1rem; margin-left: 4px; }
.eyebrow { color: var(--muted); font-size: 0.9rem; margin-bottom: 4px; }
.note { color: var(--muted); font-size: 0.9rem; }
code, pre, .hash { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code, .hash { font-size: 0.875em; }
pre {
  background: var(--panel); padding: 14px 16px; border-radius: 8px; overflow-x: auto; font-size: 0.85rem; line-height: 1.5;
  margin: 8px 0 12px; overflow-wrap: normal;
}
.headline.small .figure b { font-size: 1.4rem; }
.headline { display: flex; flex-wrap: wrap; gap: 12px 40px; align-items: baseline; margin: 20px 0 8px; }
.headline.small { margin: 0 0 12px; gap: 8px 28px; }
.figure { min-width: 0; }
.figure b { display: block; font-size: 2.1rem; line-height: 1.15; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.figure span { color: var(--muted); font-size: 0.9rem; }
.verdict { border-left: 4px solid var(--muted); background: var(--panel); padding: 12px 16px; border-radius: 0 8px 8px 0; margin: 16px 0 0; }
.verdict p { margin: 0; }
.versus { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 14px; align-items: center; max-width: 560px; margin-top: 10px; font-size: 0.85rem; color: var(--muted); }
.verdict.agrees, .verdict.above { border-color: var(--good); background: var(--good-panel); }
.verdict.below, .warnings { border-color: var(--poor); background: var(--poor-panel); }
.warnings ul { margin: 4px 0 0; padding-left: 20px; }
.scroll {
  overflow-x: auto; margin: 0 0 12px;
  background:
    linear-gradient(to right, var(--page) 30%, transparent) left / 32px 100% no-repeat local,
    linear-gradient(to left, var(--page) 30%, transparent) right / 32px 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) left / 14px 100% no-repeat scroll,
    linear-gradient(to left, var(--line), transparent) right / 14px 100% no-repeat scroll;
}
table { overflow-wrap: normal; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.95rem; }
th { font-weight: 600; text-align: left; color: var(--muted); font-size: 0.85rem; }
th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
.right { text-align: right; white-space: nowrap; }
td.left { white-space: nowrap; color: var(--muted); font-size: 0.85rem; }
th[scope=row] { white-space: nowrap; color: var(--text); font-weight: 600; font-size: 0.95rem; }
table.wide { width: 100%; }
tr.total td, tr.total th { font-weight: 600; border-bottom: 0; }
.ends { white-space: nowrap; gap: 8px; display: flex; justify-content: space-between; font-weight: 400; }
.strip { position: relative; height: 14px; width: 100%; min-width: 120px; }
.strip i { position: absolute; }
.strip .interval { top: 6px; height: 2px; background: var(--accent); }
.strip .ours { top: 2px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: var(--accent); }
.strip.theirs .interval { background: var(--text); }
.strip.theirs .ours { background: var(--text); border-radius: 0; transform: rotate(45deg); width: 8px; height: 8px; margin-left: -4px; top: 3px; }
.strip .mark { top: 0; width: 2px; height: 14px; margin-left: -1px; background: var(--text); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 8px 40px; align-items: start; }
.pair > * { min-width: 0; }
section { scroll-margin-top: 60px; }
.pair figure { margin: 0; }
.pair h3 { margin-top: 8px; }
.plot { margin: 0 0 12px; overflow-x: auto; }
.plot svg { width: auto; max-width: 100%; }
.plot.broad svg { min-width: 560px; max-width: 900px; }
tr.best td, tr.best th { font-weight: 600; background: var(--panel); }
tr.failed td { color: var(--muted); }
tr.best td:first-child, tr.best th:first-child { box-shadow: inset 3px 0 var(--validation); padding-left: 10px; }
.share { height: 10px; min-width: 80px; background: var(--panel); border-radius: 3px; }
.share i { display: block; height: 100%; background: var(--accent); border-radius: 3px; }
.failures { padding-left: 20px; }
a { color: var(--accent); }
svg { display: block; width: 100%; height: auto; }
.confusion { border-collapse: separate; border-spacing: 2px; }
.confusion th, .confusion td {
  border: 0; padding: 0 2px; height: 32px; min-width: 32px; max-width: 90px; text-align: center; font-size: 0.8rem; border-radius: 3px;
}
.confusion th[scope=row] { text-align: right; padding-right: 6px; font-size: 0.8rem; }
.confusion th[scope=col] { font-size: 0.8rem; color: var(--text); }
.confusion td { background: var(--panel); }
.confusion td.right-answer { color: var(--muted); text-align: center; }
.confusion td.error { background: rgb(var(--error-rgb) / var(--share)); font-weight: 600; }
.digits { display: grid; grid-template-columns: repeat(auto-fill, minmax(104px, 1fr)); gap: 16px 12px; }
.digits figure { margin: 0; font-size: 0.8rem; line-height: 1.35; }
.frame.missing { aspect-ratio: 1; font-size: 0.75rem; padding: 8px; color: var(--muted); }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; }
.contestant { margin-bottom: 8px; line-height: 1.35; }
.digits + .note { margin-top: 10px; }
.digits b { color: var(--text); }
img { display: block; width: 100%; height: auto; image-rendering: pixelated; }
img.grey { filter: var(--ink); }
.frame { display: block; border: 1px solid var(--line); border-radius: 3px; overflow: hidden; }
.digits .frame { width: 100%; max-width: 86px; margin-bottom: 4px; }
.rows { display: grid; gap: 4px; margin-bottom: 12px; }
.row { display: flex; gap: 4px; align-items: center; }
.row .name { flex: 0 0 auto; width: 1.2em; min-width: max-content; font-weight: 600; font-size: 0.9rem; }
.rows.named .name { width: 4.5em; min-width: 0; }
.rows.steps .name { width: 6em; font-weight: 400; font-size: 0.8rem; }
.row .frame { flex: 0 1 44px; min-width: 0; }
.row .original { margin-right: 10px; border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
details { margin: 12px 0; }
summary { cursor: pointer; font-weight: 600; }
dl { display: grid; grid-template-columns: fit-content(40%) minmax(0, 1fr); gap: 4px 20px; margin: 0 0 12px; font-size: 0.95rem; }
dt { color: var(--muted); }
dd { margin: 0; }
footer { color: var(--muted); font-size: 0.85rem; padding-top: 32px; padding-bottom: 40px; }
@media (max-width: 560px) {
  body { font-size: 15px; }
  header { padding-top: 24px; }
  main, header, footer { padding-left: 14px; padding-right: 14px; }
  .figure b { font-size: 1.7rem; }
  table.wide { font-size: 0.85rem; }
  table.wide th, table.wide td { padding-right: 10px; }
  table.wide th[scope=row] { font-size: 0.85rem; }
  .drawn { display: none; }
  nav ul { padding: 0 14px; gap: 16px; }
  table.narrow { font-size: 0.76rem; }
  table.narrow th, table.narrow th[scope=row] { font-size: 0.76rem; }
  table.narrow th, table.narrow td { padding: 6px 8px 6px 0; }
  table.narrow th.right { white-space: normal; vertical-align: bottom; }
  table.narrow thead th { vertical-align: bottom; }
  table.tight, table.tight th, table.tight th[scope=row] { font-size: 0.68rem; letter-spacing: -0.01em; }
  table.tight th, table.tight td { padding-right: 5px; }
  table.narrow th:last-child, table.narrow td:last-child { padding-right: 0; }
  table.stacked thead { display: none; }
  table.stacked, table.stacked tbody { display: block; }
  table.stacked tr { display: block; padding: 10px 0; border-bottom: 1px solid var(--line); }
  table.stacked th, table.stacked td { border: 0; padding: 0; }
  table.stacked th[scope=row] { display: block; padding-bottom: 4px; }
  table.stacked td.right { display: flex; padding: 1px 0; justify-content: space-between; gap: 8px; }
  table.stacked td.right:empty { display: none; }
  table.stacked td.right::before { content: attr(data-label); color: var(--muted); }
  .confusion { border-spacing: 1px; }
  .confusion th, .confusion td { min-width: 26px; height: 26px; padding: 0 1px; font-size: 0.68rem; }
  .confusion th[scope=row] { padding-right: 3px; }
  .digits { grid-template-columns: repeat(auto-fill, minmax(76px, 1fr)); }
}
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --panel: #f3f5f7; --text: #000000; --muted: #444c55; --line: #c8ced4;
    --train: #0072b2; --validation: #c94f00; --accent: #0072b2;
    --good: #00694e; --good-panel: #ffffff; --poor: #8a4600; --poor-panel: #ffffff;
    --error: #e69f00; --error-rgb: 230 159 0; --ink: invert(1);
    --series-1: #0072b2; --series-2: #c94f00; --series-3: #00795a; --series-4: #aa4499; --series-5: #8a6d00; --series-6: #3a7fae;
  }
  body { font-size: 11pt; }
  nav { display: none; }
  header { padding-top: 0; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3 { break-after: avoid; }
  h2 { margin-top: 24px; }
  figure, tr, .row, .verdict, .confusion, .pair > * { break-inside: avoid; }
  pre { white-space: pre-wrap; }
  .scroll { overflow: visible; background: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
