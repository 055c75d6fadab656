/** The weights that are kept where training keeps a moving average of them. */
import { encodeTensors } from '../../model/tensors.js';
import { type Outcome, succeed } from '../../util/outcome.js';
import type { Artifact, StageFailure } from '../stage.js';
import { readTensors } from './session.js';

/** An epoch's weights with the moving averages in the place of those that have one. */
export async function averagedWeights(epoch: Artifact): Promise<Outcome<Uint8Array, StageFailure>> {
  const weights = await readTensors(epoch, 'weights');
  if (!weights.ok) return weights;
  const kept = await readTensors(epoch, 'optimizer');
  if (!kept.ok) return kept;
  const byName = new Map(kept.value.map((tensor) => [tensor.name, tensor.data]));
  const averaged = weights.value.map((tensor) => ({
    ...tensor,
    data: byName.get(`ema/${tensor.name}`) ?? tensor.data,
  }));
  return succeed(encodeTensors(averaged));
}
