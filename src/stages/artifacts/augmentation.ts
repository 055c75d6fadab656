/** The augment stage's meta. */
import type { Augmentation } from '../../engine/engine.js';
import { inputOf, type StageRequest } from '../stage.js';

export interface AugmentMeta {
  readonly augmentation: Augmentation | null;
  /** The preview blob: rows × columns pictures, the first column being the originals. */
  readonly preview: { readonly rows: number; readonly columns: number } | null;
}

export function augmentMeta(request: StageRequest): AugmentMeta {
  return inputOf(request, 'augment').entry.meta as unknown as AugmentMeta;
}
