import { describe, expect, it } from 'vitest';
import { catalogue, findDataset } from '#src/data/catalogue/catalogue.js';
import { type PublishedFile, publishedFiles } from '#src/data/catalogue/entry.js';

describe('the catalogue', () => {
  it('finds a data set by its name', () => {
    expect(findDataset('mnist')).toMatchObject({
      ok: true,
      value: { name: 'mnist', licence: 'CC-BY-SA-3.0' },
    });
    expect(findDataset('synthetic').ok).toBe(true);
  });

  it('proposes the near name, and lists what there is', () => {
    expect(findDataset('mnits')).toEqual({
      ok: false,
      failure: {
        kind: 'spec',
        message: 'unknown data set "mnits"',
        advice: 'did you mean "mnist"?',
      },
    });
    for (const name of ['imagenet', '', '__proto__', 'constructor']) {
      expect(findDataset(name)).toMatchObject({
        ok: false,
        failure: {
          advice: expect.stringMatching(/^there are: mnist, synthetic, fashion-mnist, .*, semeion$/),
        },
      });
    }
  });

  for (const entry of catalogue) {
    it(`has sound figures for ${entry.name}`, () => {
      expect(new Set(entry.classes).size).toBe(entry.classes.length);
      const { content } = entry;
      if (content.kind === 'generated') return;
      const files = publishedFiles(content);
      const sums = files.flatMap((file) => sumsOf(file));
      const labels = [...files.map(({ name }) => name), ...sums];
      expect(new Set(labels).size).toBe(labels.length);
      for (const sum of sums) expect(sum).toMatch(/^([0-9a-f]{32}|[0-9a-f]{64})$/);
      if (content.kind === 'text' || content.mirrors.length === 0) {
        // Nobody can fetch it for the user, who is told what to do, and how to check it.
        expect(content.howToGet).toMatch(/https:\/\/.* there/);
        return;
      }
      expect(sums.length).toBe(4);
      for (const mirror of content.mirrors) expect(mirror).toMatch(/^https?:\/\/.*\/$/);
      for (const pair of [content.train, content.test]) {
        const { labelColumns } = content;
        expect(pair.images.bytes).toBe(16 + pair.count * entry.height * entry.width);
        expect(pair.labels.bytes).toBe(
          labelColumns === undefined ? 8 + pair.count : 12 + 4 * pair.count * labelColumns,
        );
      }
    });
  }
});

/** Its checksums, of whatever kind. */
function sumsOf({ sha256, compressed }: PublishedFile): readonly string[] {
  return sha256 === undefined ? Object.values(compressed ?? {}) : [sha256];
}
