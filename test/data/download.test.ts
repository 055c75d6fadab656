import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type DownloadOptions, type DownloadProgress, downloadFiles } from '#src/data/download.js';
import { temporaryFolder } from './idx-files.js';
import { nobody, serve } from './mirror.js';

const content = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * i) >>> 3));
const sha256 = createHash('sha256').update(content).digest('hex');
const file = { name: 'numbers', bytes: content.length, sha256 };
const patience = { answer: 5000, noAnswer: 5000, stall: 5000 };

const sends =
  (body: Uint8Array, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': String(body.length), ...headers });
    response.end(body);
  };
const whole = sends(gzipSync(content));

async function download(mirrors: readonly string[], more: Partial<DownloadOptions> = {}) {
  const directory = join(await temporaryFolder(), 'a', 'set');
  const outcome = await downloadFiles([file], { mirrors, directory, patience, ...more });
  return { outcome, directory, left: await readdir(directory).catch(() => undefined) };
}

describe('downloading', () => {
  it('puts a checked file into a new folder and tells how far it is', async () => {
    const asked: (string | undefined)[] = [];
    const mirror = await serve((request, response) => {
      asked.push(request.url);
      whole(request, response);
    });
    const seen: DownloadProgress[] = [];
    const { outcome, directory, left } = await download([mirror], { onProgress: (step) => seen.push(step) });
    expect(outcome).toEqual({ ok: true, value: [join(directory, 'numbers.gz')] });
    expect(asked).toEqual(['/data/numbers.gz']);
    expect(left).toEqual(['numbers.gz']);
    expect(await readFile(join(directory, 'numbers.gz'))).toEqual(gzipSync(content));
    const size = gzipSync(content).length;
    expect(seen.at(-1)).toEqual({ file: 'numbers', bytes: size, total: size, mirror: new URL(mirror).host });
  });

  it('keeps content that a mirror sends uncompressed under the name without .gz', async () => {
    const { left } = await download([await serve(sends(content))]);
    expect(left).toEqual(['numbers']);
  });

  it('accepts a mirror that labels the file as compressed content', async () => {
    const { left, outcome } = await download([
      await serve(sends(gzipSync(content), { 'content-encoding': 'gzip' })),
    ]);
    expect(outcome.ok).toBe(true);
    expect(left).toEqual(['numbers']);
  });

  const bad: readonly [string, RequestListener, RegExp][] = [
    ['an error', (_, response) => void response.writeHead(404).end('no'), /: HTTP 404\)$/],
    [
      'other content',
      sends(gzipSync(Buffer.alloc(5))),
      /wrong checksum, its content has SHA-256 [0-9a-f]{64} instead of/,
    ],
    ['a login page', sends(Buffer.from('<html>')), /wrong checksum/],
    ['a cut gzip file', sends(gzipSync(content).subarray(0, 500)), /truncated/],
    ['nothing', sends(Buffer.alloc(0)), /the file is empty/],
    ['a gzip bomb', sends(gzipSync(Buffer.alloc(20_000_000))), /more than the 100000 bytes of numbers/],
    [
      'a file that says it is too large',
      sends(Buffer.alloc(200_000)),
      /200000 bytes, more than the file can have/,
    ],
    ['an endless file', endless, /more bytes than the file can have/],
    ['half of what it promised', half, /no mirror could give numbers/],
  ];
  for (const [what, listener, reason] of bad) {
    it(`goes on to the next mirror when one serves ${what}, and keeps nothing of it`, async () => {
      const broken = await serve(listener);
      const alone = await download([broken]);
      expect(alone.outcome).toMatchObject({ ok: false, failure: { kind: 'data' } });
      if (!alone.outcome.ok) {
        expect(alone.outcome.failure.message).toMatch(reason);
        expect(alone.outcome.failure.message).toContain(new URL(broken).host);
        expect(alone.outcome.failure.message).not.toContain('.part');
      }
      expect(alone.left ?? []).toEqual([]);
      const both = await download([broken, await serve(whole)]);
      expect(both.outcome.ok).toBe(true);
      expect(both.left).toEqual(['numbers.gz']);
    });
  }

  it('says of each mirror why it failed, and makes no folder', async () => {
    const { outcome, left } = await download([await nobody(), await nobody()]);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'data' } });
    if (!outcome.ok)
      expect(outcome.failure.message).toMatch(/\(127.*: connection refused; 127.*: connection refused\)$/);
    expect(left).toBeUndefined();
  });

  it('gives up on mirrors that do not answer once its patience is used up', async () => {
    const silent = await serve(() => {});
    const { outcome } = await download([silent, silent, silent, silent], {
      patience: { answer: 60, noAnswer: 100, stall: 5000 },
    });
    if (outcome.ok) throw new Error('should have failed');
    expect(outcome.failure.message).toMatch(
      /: no answer; .*: no answer; .*: not tried any more; .*: not tried any more/,
    );
  });

  it('goes on to the next mirror when one stops in the middle', async () => {
    const stalls = await serve((_, response) => void response.write(gzipSync(content).subarray(0, 1000)));
    const { outcome, left } = await download([stalls, await serve(whole)], {
      patience: { ...patience, stall: 400 },
    });
    expect(outcome.ok).toBe(true);
    expect(left).toEqual(['numbers.gz']);
  });

  it('asks the mirror that worked first for the next file', async () => {
    let asked = 0;
    const broken = await serve((_, response) => {
      asked++;
      response.writeHead(500).end();
    });
    const directory = await temporaryFolder();
    const files = [file, { ...file, name: 'more' }];
    const outcome = await downloadFiles(files, {
      mirrors: [broken, await serve(whole)],
      directory,
      patience,
    });
    expect(outcome).toMatchObject({
      ok: true,
      value: [join(directory, 'numbers.gz'), join(directory, 'more.gz')],
    });
    expect(asked).toBe(1);
  });

  it('leaves nothing behind when interrupted in the middle of a file', async () => {
    const abort = new AbortController();
    const stalls = await serve((_, response) => void response.write(gzipSync(content).subarray(0, 1000)));
    const { outcome, left } = await download([stalls, await serve(whole)], {
      signal: abort.signal,
      onProgress: () => abort.abort(),
      // Only the signal can end this one.
      patience: { ...patience, stall: 1e8 },
    });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
    expect(left).toEqual([]);
  });

  it('asks nobody when it is interrupted before it begins', async () => {
    const { outcome, left } = await download([await nobody()], { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
    expect(left).toBeUndefined();
  });

  it('reports a folder that cannot be made as a matter of storage', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const directory = join(folder, 'file', 'set');
    const outcome = await downloadFiles([file], { mirrors: [await serve(whole)], directory, patience });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    if (!outcome.ok) expect(outcome.failure.message).toBe(`${directory}: cannot be written (ENOTDIR)`);
  });

  it('removes what a killed process left a day ago, and only that', async () => {
    const directory = await temporaryFolder();
    await mkdir(directory, { recursive: true });
    for (const name of ['.numbers.1.old.part', '.numbers.2.new.part', 'mine.part']) {
      await writeFile(join(directory, name), '');
      if (!name.includes('new')) await utimes(join(directory, name), 1e9, 1e9);
    }
    await downloadFiles([file], { mirrors: [await serve(whole)], directory, patience });
    expect((await readdir(directory)).sort()).toEqual(['.numbers.2.new.part', 'mine.part', 'numbers.gz']);
  });
});

function endless(...[, response]: Parameters<RequestListener>): void {
  const piece = Buffer.alloc(65536);
  const more = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', more);
  more();
}

function half(...[, response]: Parameters<RequestListener>): void {
  response.writeHead(200, { 'content-length': '5000' });
  response.write(gzipSync(content).subarray(0, 500), () => response.destroy());
}
