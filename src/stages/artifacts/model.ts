/** The build stage's meta. */
import type { Model } from '../../model/layer.js';
import type { LayerLine } from '../../report/run-record.js';
import { inputOf, type StageRequest } from '../stage.js';

export interface BuildMeta {
  readonly model: Model;
  readonly layers: readonly LayerLine[];
  readonly parameters: number;
  /** Multiplications and additions of one image's forward pass. */
  readonly flops: number;
  /** Likewise of training on it: forward and backward. */
  readonly trainingFlops: number;
  readonly warnings: readonly string[];
}

export function buildMeta(request: StageRequest): BuildMeta {
  return inputOf(request, 'build').entry.meta as unknown as BuildMeta;
}
