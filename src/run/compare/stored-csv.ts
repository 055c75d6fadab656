/** What a run's folder has of its history and its answers, for where the store no longer has them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Answers } from '../../report/compare/record.js';
import type { EpochRow, SplitName } from '../../report/run-record.js';

/** Of predictions-<split>.csv; undefined where there is none, or none that can be read. */
export async function answersInFolder(folder: string, split: SplitName): Promise<Answers | undefined> {
  const lines = await linesOf(path.join(folder, `predictions-${split}.csv`));
  if (lines?.[0] !== 'index,label,predicted,confidence,trueProbability') return undefined;
  const index: number[] = [];
  const label: string[] = [];
  const predicted: string[] = [];
  const confidence: number[] = [];
  for (const line of lines.slice(1)) {
    const cells = /^(\d+),("(?:[^"]|"")*"|[^",]*),("(?:[^"]|"")*"|[^",]*),([^",]+),[^",]+$/.exec(line);
    if (cells === null) return undefined;
    index.push(Number(cells[1]));
    label.push(unquoted(cells[2] ?? ''));
    predicted.push(unquoted(cells[3] ?? ''));
    confidence.push(Number(cells[4]));
  }
  return { index: Uint32Array.from(index), label, predicted, confidence: Float32Array.from(confidence) };
}

/** Of history.csv; empty where there is none. */
export async function historyInFolder(folder: string): Promise<EpochRow[]> {
  const [head, ...lines] = (await linesOf(path.join(folder, 'history.csv'))) ?? [];
  const columns = head?.split(',') ?? [];
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string): number => {
      const text = cells[columns.indexOf(name)] ?? '';
      return text === '' ? Number.NaN : Number(text);
    };
    const validation = { loss: cell('validationLoss'), accuracy: cell('validationAccuracy') };
    return {
      epoch: cell('epoch'),
      seconds: cell('seconds'),
      imagesPerSecond: cell('imagesPerSecond'),
      learningRate: cell('learningRate'),
      train: { loss: cell('loss'), accuracy: cell('accuracy') },
      ...(Number.isNaN(validation.accuracy) ? {} : { validation }),
    };
  });
}

async function linesOf(file: string): Promise<string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text?.trimEnd().split('\n');
}

function unquoted(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
