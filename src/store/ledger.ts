/** Ledgers: durable sets of names, one small file a member, so that processes need not agree on anything. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '../util/hash.js';
import { writeDurably } from './durable-file.js';
import { type Layout, ledgerFolder } from './layout.js';
import { codeOf } from './storage-failure.js';

/** Adds a member unless it is there, and counts the members. */
export async function recordMember(layout: Layout, ledger: string, member: string): Promise<number> {
  const folder = ledgerFolder(layout, ledger);
  const path = join(folder, sha256(member));
  if (!(await isThere(path))) {
    await writeDurably(layout, [{ path, bytes: Buffer.from(`${canonicalJson({ ledger, member })}\n`) }]);
  }
  return (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name)).length;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
