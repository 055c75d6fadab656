import { expect, test } from 'vitest';
import { sweepHtml } from '#src/report/html/sweep-html.js';
import { viewOf } from '#src/report/sweep-words.js';
import { gridSweep, halvedSweep, repeatedSweep } from './example-sweep.js';

const page = await sweepHtml(viewOf(gridSweep()));

test('the page without its plots', () => {
  const text = page
    .replace(/<style>[\s\S]*?<\/style>/, '<style>…</style>')
    .replace(/<svg [\s\S]*?<\/svg>/g, '<svg>…</svg>');
  expect(text).toMatchSnapshot();
});

test('it asks the network for nothing and runs nothing; its links lead to its own files and runs', () => {
  expect(page).toContain('default-src &#39;none&#39;');
  for (const [, url] of page.matchAll(/\s(?:src|href|xlink:href|action|poster|srcset)="([^"]*)"/g)) {
    expect(url).toMatch(/^(?:#[a-z-]+$|\.\/trials\/|\.\.\/chosen\/|\.\/best\.yaml$)/);
  }
  expect(page).not.toMatch(/<(?:script|link|iframe|object|embed|form|base|img)\b/i);
  expect(page).not.toMatch(/@import|url\(/);
});

test('its plots take their colours from the style sheet', () => {
  for (const [svg] of page.matchAll(/<svg [\s\S]*?<\/svg>/g)) {
    expect(svg).not.toMatch(/(?:fill|stroke)="(?:#|black|white|rgb)/);
  }
});

test('stopped trials are told from finished ones', async () => {
  const text = await sweepHtml(viewOf(halvedSweep()));
  expect(text).toContain('1 finished, 8 stopped early');
  expect(text).toContain('A ring is a trial that was stopped early.');
  expect(text).toMatch(/>stopped</);
});

test('of seeds alone, the table of the splits is in the place of the leaderboard', async () => {
  const text = await sweepHtml(viewOf(repeatedSweep()));
  expect(text.indexOf('id="results"')).toBeGreaterThan(0);
  expect(text).not.toMatch(/id="leaderboard"|id="chosen"|Best:/);
  expect(text.indexOf('>train<')).toBeLessThan(text.indexOf('>validation<'));
  expect(text).toContain('<b>99.55 ± 0.05 %</b><span>test accuracy');
  const grid = await sweepHtml(viewOf(gridSweep()));
  expect(grid.indexOf('id="leaderboard"')).toBeLessThan(grid.indexOf('id="chosen"'));
});
