import type { OtherDataset } from './spec-types.generated.js';

/** What another data set is called in results: by its name, with its split behind it where that is not the test set alone. */
export function otherDatasetName({ dataset, split }: Pick<OtherDataset, 'dataset' | 'split'>): string {
  return split === 'test' ? dataset : `${dataset}-${split}`;
}
