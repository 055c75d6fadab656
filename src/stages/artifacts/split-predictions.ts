/** What the evaluate stage said of a split's images, beside the truth. */
import type { SplitPredictions } from '../../report/run-record.js';
import { type Outcome, succeed } from '../../util/outcome.js';
import { inputOf, type StageFailure, type StageRequest } from '../stage.js';
import { halfOf, readIndices, type Split } from './images.js';
import { decodePredictions } from './predictions.js';

/** Reads the predictions of a split that was evaluated. */
export async function readPredictions(
  request: StageRequest,
  split: Split,
): Promise<Outcome<SplitPredictions, StageFailure>> {
  const index = await readIndices(request, split);
  if (!index.ok) return index;
  const labels = await inputOf(request, 'load').read(`${halfOf(split)}Labels`);
  if (!labels.ok) return labels;
  const columns = await inputOf(request, 'evaluate').read(split);
  if (!columns.ok) return columns;
  const label = Uint8Array.from(index.value, (i) => labels.value[i] ?? 0);
  return succeed({ index: index.value, label, ...decodePredictions(columns.value) });
}
