/** The augment stage's meta. */
import type { Augmentation } from '../../engine/engine.js';
import { inputOf, type StageRequest } from '../stage.js';

export interface AugmentMeta {
  readonly augmentation: Augmentation | null;
  /** The preview blob: rows with these labels (empty where a row goes on), each of `columns` pictures, the first one the original. */
  readonly preview: { readonly labels: readonly string[]; readonly columns: number } | null;
}

export function augmentMeta(request: StageRequest): AugmentMeta {
  return inputOf(request, 'augment').entry.meta as unknown as AugmentMeta;
}

/** An augmentation's parts that are on, by name: each as an augmentation in which it is alone. */
export function partsOf(augmentation: Augmentation): ReadonlyMap<string, Augmentation> {
  const { rotation, shift, zoom, shear, fillMode, fillValue, ...others } = augmentation;
  const none: Augmentation = {
    rotation: 0,
    shift: [0, 0],
    zoom: [1, 1],
    shear: 0,
    fillMode,
    fillValue,
  };
  const { thickness, elastic, contrast, brightness, noise, erasing, mixup, cutmix } = others;
  const parts: readonly (readonly [keyof Augmentation, unknown, boolean])[] = [
    ['thickness', thickness, thickness?.some((amount) => amount !== 0) ?? false],
    ['rotation', rotation, rotation !== 0],
    ['shift', shift, shift.some((share) => share !== 0)],
    ['zoom', zoom, zoom.some((factor) => factor !== 1)],
    ['shear', shear, shear !== 0],
    ['elastic', elastic, (elastic?.alpha ?? 0) > 0],
    ['contrast', contrast, contrast?.some((factor) => factor !== 1) ?? false],
    ['brightness', brightness, brightness?.some((share) => share !== 0) ?? false],
    ['noise', noise, (noise ?? 0) > 0],
    ['erasing', erasing, (erasing?.probability ?? 0) > 0],
    ['mixup', mixup, (mixup?.alpha ?? 0) > 0],
    ['cutmix', cutmix, (cutmix?.alpha ?? 0) > 0],
  ];
  const on = parts.filter(([, , isOn]) => isOn);
  return new Map(on.map(([name, value]) => [name, { ...none, [name]: value }]));
}
