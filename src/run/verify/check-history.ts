/** history.csv: each of its rows, together with the epoch's hashes in result.json, has to give the hash of the whole. */
import type { ChainLink } from '../../report/result-types.generated.js';
import { contentOf } from '../../store/entry-file.js';
import type { BlobReference } from '../../store/store.js';
import type { BlobHash } from '../../util/hash.js';
import type { JsonObject } from '../../util/json.js';
import { csvRows } from './csv-rows.js';
import type { Difference } from './difference.js';
import type { RecordedRun } from './recorded-run.js';

export function checkHistory({ result }: RecordedRun, text: string): Difference | undefined {
  const where = 'history.csv';
  const rows = csvRows(text);
  if (rows.length !== result.epochs)
    return { where, what: 'it has not one row an epoch', recorded: result.epochs, found: rows.length };
  for (const [i, link] of (result.chain ?? []).entries()) {
    const row = rows[i] ?? new Map();
    if (contentOf(figuresOf(row), stateOf(link)) === link.content) continue;
    return { where, what: `the figures of epoch ${link.epoch} are not those that the run recorded` };
  }
  return undefined;
}

/** A row as the train stage files an epoch's figures: not the times, which are no content. */
function figuresOf(row: ReadonlyMap<string, string>): JsonObject {
  const number = (column: string): number => Number(row.get(column) || 0);
  return {
    epoch: number('epoch'),
    learningRate: number('learningRate'),
    train: { loss: number('loss'), accuracy: number('accuracy') },
    validation: row.get('validationLoss')
      ? { loss: number('validationLoss'), accuracy: number('validationAccuracy') }
      : null,
  };
}

function stateOf({ weightsSha256, optimizerSha256 }: ChainLink): Record<string, BlobReference> {
  const blob = (sha256: string): BlobReference => ({ sha256: sha256 as BlobHash, size: 0 });
  return { weights: blob(weightsSha256), optimizer: blob(optimizerSha256) };
}
