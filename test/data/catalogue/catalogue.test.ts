import { describe, expect, it } from 'vitest';
import { catalogue, findDataset } from '#src/data/catalogue/catalogue.js';
import { publishedFiles } from '#src/data/catalogue/entry.js';

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
        failure: { advice: 'there are: mnist, synthetic' },
      });
    }
  });

  for (const entry of catalogue) {
    it(`has sound figures for ${entry.name}`, () => {
      expect(new Set(entry.classes).size).toBe(entry.classes.length);
      const { content } = entry;
      if (content.kind === 'generated') return;
      for (const pair of [content.train, content.test]) {
        expect(pair.images.bytes).toBe(16 + pair.count * entry.height * entry.width);
        expect(pair.labels.bytes).toBe(8 + pair.count);
      }
      const files = publishedFiles(content);
      expect(new Set(files.flatMap(({ name, sha256 }) => [name, sha256])).size).toBe(8);
      for (const { sha256 } of files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(content.mirrors.length).toBeGreaterThan(1);
      for (const mirror of content.mirrors) expect(mirror).toMatch(/^https?:\/\/.*\/$/);
    });
  }
});
