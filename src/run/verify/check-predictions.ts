/** predictions-<split>.csv: as many right as result.json says and, where the classes' order is known, every bit of them. */
import { encodePredictions } from '../../stages/artifacts/predictions.js';
import { sha256 } from '../../util/hash.js';
import { csvRows } from './csv-rows.js';
import type { Difference } from './difference.js';
import { type RecordedRun, scoresOf } from './recorded-run.js';

/** @param description the text of model.json, which has the classes; a folder without the model has none */
export function checkPredictions(
  { result }: RecordedRun,
  name: string,
  text: string,
  description: string | undefined,
): Difference | undefined {
  const where = `predictions-${name}.csv`;
  const rows = csvRows(text);
  const { count = 0, correct = 0 } = scoresOf(result)[name] ?? {};
  if (rows.length !== count)
    return { where, what: 'it has not one row an image', recorded: count, found: rows.length };
  const right = rows.filter((row) => row.get('label') === row.get('predicted')).length;
  if (right !== correct)
    return {
      where,
      what: 'not as many answers are right as in result.json',
      recorded: correct,
      found: right,
    };
  const blobs = result.stages.find((stage) => stage.name === 'evaluate')?.blobs;
  const recorded = blobs?.[name] ?? blobs?.[`datasets/${name}`];
  const classes = classesIn(description);
  if (recorded === undefined || classes === undefined) return undefined;
  const column = (title: string): Float32Array => Float32Array.from(rows, (row) => Number(row.get(title)));
  const found = sha256(
    encodePredictions({
      predicted: Uint8Array.from(rows, (row) => classes.get(row.get('predicted') ?? '') ?? 255),
      confidence: column('confidence'),
      trueProbability: column('trueProbability'),
    }),
  );
  if (found === recorded) return undefined;
  return { where, what: 'these are not the predictions that the run recorded', recorded, found };
}

/** The numbers of the classes, by their names as CSV files have them. */
function classesIn(description: string | undefined): ReadonlyMap<string, number> | undefined {
  try {
    const { classes } = JSON.parse(description ?? '') as { readonly classes: readonly string[] };
    // What a spreadsheet would take for a formula stands behind an apostrophe.
    return new Map(classes.flatMap((name, i) => [[name, i] as const, [`'${name}`, i] as const]));
  } catch {
    return undefined;
  }
}
