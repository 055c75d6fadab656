/** Every kind of page as Chromium shows it: on a phone and on a desk, in light and dark. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonView } from '#src/report/compare/view.js';
import { comparisonHtml } from '#src/report/html/compare-html.js';
import { reportHtml } from '#src/report/html/report-html.js';
import { sweepHtml } from '#src/report/html/sweep-html.js';
import { viewOf } from '#src/report/sweep-words.js';
import { hasChromium, type Look, look, openBrowser } from '../../browser.js';
import { Rig, smallSpec } from '../../e2e/rig.js';
import { exampleComparison, examplePictures } from '../example-comparison.js';
import { exampleDatasets, exampleMembers, exampleRecord } from '../example-record.js';
import { gridSweep, randomSweep, repeatedSweep } from '../example-sweep.js';

const looks: readonly Look[] = [
  { width: 360, scheme: 'light' },
  { width: 360, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
];

/** A name that would run, load and break out, and is wider than a phone. */
const hostile = `<img src=x onerror=alert(1)>"'></style><script>alert(2)</script>${'w'.repeat(80)}`;

describe.skipIf(!hasChromium)('pages in Chromium (skipped where it is not installed)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hwr-run-pages-'));
  const rig = new Rig();
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rig.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Looks at a page in every way, and expects of it what holds for all. */
  async function expectSound(file: string, { plots, images }: { plots: number; images: number }) {
    for (const one of looks) {
      const seen = await look(browser, file, one);
      const { contrast, title: _, ...found } = seen;
      expect(found, `${path.basename(file)} ${one.width} ${one.scheme}`).toEqual({
        complaints: [],
        requests: [],
        blank: [],
        foreign: [],
        wide: [],
        plots,
        images,
      });
      expect(contrast).toBeGreaterThan(4.5);
    }
    return look(browser, file, { width: 1280, scheme: 'light' });
  }
  function save(name: string, text: string): string {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  const picturesOf = ({ samples, augmented, mistakes }: ReturnType<typeof exampleRecord>) =>
    samples.flat().length + augmented.flatMap(({ pictures }) => pictures).length + mistakes.length;

  it('a run', async () => {
    const record = exampleRecord({ paperImages: 10_000 });
    const file = save('run.html', await reportHtml(record));
    const { title } = await expectSound(file, { plots: 3, images: picturesOf(record) });
    expect(title).toBe('baseline');
  });

  it('an ensemble that was scored on other data sets', async () => {
    const record = exampleRecord({ members: exampleMembers, datasets: exampleDatasets });
    await expectSound(save('ensemble.html', await reportHtml(record)), {
      plots: 3,
      images: picturesOf(record),
    });
  });

  it('a sweep over seeds alone', async () => {
    await expectSound(save('repeated.html', await sweepHtml(viewOf(repeatedSweep()))), {
      plots: 2,
      images: 0,
    });
  });

  it('a sweep whose best is in two parameters, and one with four', async () => {
    await expectSound(save('grid.html', await sweepHtml(viewOf(gridSweep()))), { plots: 4, images: 0 });
    await expectSound(save('wide.html', await sweepHtml(viewOf(randomSweep()))), { plots: 4, images: 0 });
  });

  it('a comparison', async () => {
    const record = exampleComparison();
    const page = await comparisonHtml(comparisonView(record), examplePictures(record));
    const { title } = await expectSound(save('compare.html', page), { plots: 2, images: 9 });
    expect(title).toBe('baseline, wide and drawn');
  });

  it('names, labels and paths that are markup stay text', async () => {
    const { mistakes, layers, ...rest } = exampleRecord();
    const record = {
      ...rest,
      name: hostile,
      description: hostile,
      dataset: hostile,
      specYaml: hostile,
      warnings: [hostile],
      classes: rest.classes.map((name) => `${name}${hostile}`),
      layers: layers.map((layer) => ({ ...layer, name: hostile, block: hostile })),
      mistakes: mistakes.map((mistake) => ({ ...mistake, label: hostile, predicted: hostile })),
      environment: { [hostile]: hostile },
    };
    const run = await expectSound(save('hostile-run.html', await reportHtml(record)), {
      plots: 3,
      images: picturesOf(record),
    });
    expect(run.title).toBe(hostile);
    const swept = gridSweep({ name: hostile, description: hostile, dataset: hostile });
    const parameters = swept.parameters.map((one) => ({ ...one, path: hostile }));
    const sweep = save('hostile-sweep.html', await sweepHtml(viewOf({ ...swept, parameters })));
    expect((await expectSound(sweep, { plots: 4, images: 0 })).title).toBe(hostile);
    const contestants = exampleComparison().contestants.map((contestant) => ({
      ...contestant,
      label: hostile,
      folder: hostile,
      dataset: hostile,
    }));
    const differences = [{ path: hostile, values: [hostile, { [hostile]: hostile }, undefined] }];
    const compared = exampleComparison({ contestants, differences });
    const page = await comparisonHtml(comparisonView(compared), examplePictures(compared));
    const comparison = await expectSound(save('hostile-compare.html', page), { plots: 2, images: 9 });
    expect(comparison.title).toBe(`${hostile}, ${hostile} and ${hostile}`);
  });

  it('the reports of real runs, and their comparison', async () => {
    rig.write('small.yaml', smallSpec);
    const wider = ['--set', 'name=wider', '--set', 'build.layers.0.conv2d.filters=12'];
    await rig.json(['small.yaml']);
    await rig.json(['small.yaml', ...wider]);
    const { folder } = await rig.json<{ folder: string }>(['compare', 'small', 'wider']);
    const { folder: run } = await rig.json<{ folder: string }>(['report', 'small', '--open', 'no']);
    const report = await look(browser, path.join(rig.dir, run, 'report.html'), looks[1]!);
    expect(report).toMatchObject({ complaints: [], requests: [], blank: [], wide: [], plots: 3 });
    expect(report.images).toBeGreaterThan(100);
    const compared = await look(browser, path.join(rig.dir, folder, 'compare.html'), looks[1]!);
    expect(compared).toMatchObject({ complaints: [], requests: [], blank: [], wide: [], plots: 2 });
    expect(compared.images).toBeGreaterThan(0);
  });
});
