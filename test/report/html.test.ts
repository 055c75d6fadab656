import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { escapeHtml, html } from '#src/report/html/markup.js';
import { reportHtml } from '#src/report/html/report-html.js';
import { exampleDatasets, exampleMembers, exampleRecord, hostile } from './example-record.js';

const page = await reportHtml(exampleRecord());

test('the page without its pictures and plots', () => {
  const text = page
    .replace(/<style>[\s\S]*?<\/style>/, '<style>…</style>')
    .replace(/<svg [\s\S]*?<\/svg>/g, '<svg>…</svg>')
    .replace(/base64,[^"]*/g, 'base64,…');
  expect(text).toMatchSnapshot();
});

test('the same record gives the same bytes', async () => {
  expect(await reportHtml(exampleRecord())).toBe(page);
});

test('it asks the network for nothing and runs nothing', () => {
  expect(page).toContain(
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'".replaceAll("'", '&#39;'),
  );
  const sources = [...page.matchAll(/\s(?:src|href|xlink:href|action|poster|srcset)="([^"]*)"/g)].map(
    ([, url]) => url!,
  );
  expect(sources.length).toBeGreaterThan(0);
  for (const url of sources) expect(url).toMatch(/^data:image\/png;base64,|^#[a-z]+$/);
  // What the contents lead to is there.
  for (const url of sources.filter((url) => url.startsWith('#')))
    expect(page).toContain(`<section id="${url.slice(1)}">`);
  expect(page).not.toMatch(/<(?:script|link|iframe|object|embed|form|base)\b/i);
  expect(page).not.toMatch(/@import|url\(/);
  expect(page).not.toMatch(/\son\w+\s*=/i);
});

test('other data sets have a section of their own: figures, intervals, what was fitted, confusion folded', async () => {
  expect(page).not.toContain('Other data sets');
  const text = await reportHtml(exampleRecord({ datasets: exampleDatasets }));
  const section = /<h2>Other data sets<\/h2>[\s\S]*?(?=<h2>)/.exec(text)?.[0] ?? '';
  expect(section).toContain('<th scope="row">usps</th><td class="right" data-label="accuracy">75.00 %</td>');
  expect(section).toContain('<td class="right" data-label="95 % interval">30.06–95.44 %</td>');
  expect(section).toContain('<td class="right" data-label="wrong">1</td>');
  expect(section.match(/<div class="strip">/g)).toHaveLength(2);
  expect(section).toContain('usps (16×16 pixels)');
  expect(section).not.toContain('mnist-train (');
  expect(section).toContain('<details><summary>usps: 1 wrong of 4 images (75.00 %)</summary>');
  expect(section).toContain('title="3 taken for 2: 1"');
});

test('the members of an ensemble beside the average', async () => {
  expect(page).not.toContain('<h2>Members</h2>');
  const text = await reportHtml(exampleRecord({ members: exampleMembers }));
  const section = /<h2>Members<\/h2>[\s\S]*?(?=<h2>)/.exec(text)?.[0] ?? '';
  expect(section).toContain('<th scope="row">wide</th><td class="right">2</td>');
  expect(section).toContain('<td class="right">96.50 %</td><td class="left">5e6f7a8b</td>');
  expect(section).toMatch(/class="total"><th scope="row">average<[\s\S]*97\.25 %/);
});

test('a network of many layers is folded under its totals', async () => {
  const [layer] = exampleRecord().layers;
  const withLayers = (count: number) =>
    reportHtml(exampleRecord({ layers: Array.from({ length: count }, () => layer!) }));
  expect(await withLayers(30)).not.toContain('30 layers');
  expect(await withLayers(31)).toMatch(
    /<details><summary>31 layers, 9 920 parameters, 14\.0 M FLOPs<\/summary>\s*<div class="scroll"><table/,
  );
});

test('no text of the user becomes markup', async () => {
  const plain = await reportHtml(exampleRecord({ datasets: { usps: exampleDatasets.usps! } }));
  const { mistakes, layers, history } = exampleRecord();
  const classes = [hostile, `${hostile}2`, '</style>', '\u202eabc'];
  const record = exampleRecord({
    name: hostile,
    datasets: { [hostile]: exampleDatasets.usps! },
    description: hostile,
    dataset: hostile,
    specYaml: `${hostile}</pre>`,
    warnings: [hostile],
    classes,
    version: hostile,
    engine: { name: hostile, version: hostile },
    weightsSha256: hostile,
    layers: layers.map((layer) => ({ ...layer, name: hostile })),
    mistakes: mistakes.map((mistake) => ({ ...mistake, label: hostile, predicted: hostile })),
    environment: { [hostile]: hostile, nested: { [hostile]: hostile }, third: 3 },
    history,
  });
  const text = await reportHtml(record);
  expect(text).not.toMatch(/<script/i);
  expect(text).not.toMatch(/[^\P{Cc}\t\n]|\u202e/u);
  expect(text.match(/<\/style>/g)).toHaveLength(1);
  // Attributes: no quote of theirs ends one. Each tag has only the attributes that we write.
  const names = [...text.matchAll(/<[a-z][^>]*?\s([a-z:-]+)=/gi)].map(([, name]) => name!.toLowerCase());
  expect(names.filter((name) => name.startsWith('on'))).toEqual([]);
  // The elements are those of the page without hostile text: none more, none fewer.
  const elements = (source: string) =>
    [...source.matchAll(/<\/?([a-z0-9]+)/gi)].map(([tag]) => tag).join(' ');
  expect(elements(text.replace(/<svg [\s\S]*?<\/svg>/g, ''))).toBe(
    elements(plain.replace(/<svg [\s\S]*?<\/svg>/g, '')),
  );
});

test('the pictures are the pictures', () => {
  const [first] = exampleRecord().samples[0]!;
  const images = [...page.matchAll(/base64,([^"]+)"/g)].map(([, data]) =>
    decode(Buffer.from(data!, 'base64')),
  );
  expect(
    images.some((image) => Buffer.compare(Buffer.from(image.data as Uint8Array), first!.pixels) === 0),
  ).toBe(true);
  const { samples, augmented, mistakes } = exampleRecord();
  expect(images).toHaveLength(
    samples.flat().length + augmented.flatMap(({ pictures }) => pictures).length + mistakes.length,
  );
});

test('a run without history, splits, pictures or layers is still a page', async () => {
  const text = await reportHtml(
    exampleRecord({
      history: [],
      splits: {},
      predictions: {},
      samples: [],
      augmented: [],
      mistakes: [],
      layers: [],
      warnings: [],
      paper: {},
    }),
  );
  expect(text).toContain('No split was evaluated.');
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});

test('a single epoch without validation has a curve and no NaN', async () => {
  const { validation: _, ...row } = exampleRecord().history[0]!;
  const text = await reportHtml(exampleRecord({ history: [row], epochs: 1, bestEpoch: 1 }));
  expect(text).not.toMatch(/NaN|Infinity/);
  expect(text).toContain('<svg');
});

test('the template escapes strings, joins lists, leaves out what is not there', () => {
  expect(html`<p title="${'"x"'}">${['<', html`<b>${1}</b>`]}${undefined}${false}</p>`.text).toBe(
    '<p title="&quot;x&quot;">&lt;<b>1</b></p>',
  );
  expect(escapeHtml('a\u0000b\tc\n')).toBe('a\ufffdb\tc\n');
});
