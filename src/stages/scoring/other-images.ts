/** The images of another data set as the model takes them: of its size, with its class numbers. Filed each on its own. */
import type { Dataset, ImageSet } from '../../data/dataset.js';
import { fitImages, isDarkOnLight } from '../../data/images/fit.js';
import { datasetIdentity, loadDataset } from '../../data/load-dataset.js';
import type { Output } from '../../store/store.js';
import { sha256 } from '../../util/hash.js';
import type { JsonObject } from '../../util/json.js';
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';
import { imageMeta, loadMeta } from '../artifacts/images.js';
import { loadEvent } from '../artifacts/load-event.js';
import type { Artifact, PartDescription, StageContext, StageFailure, StageRequest } from '../stage.js';
import { classNumbers, datasetParameters, type NamedDataset } from '../translate/datasets.js';

/** The meta of an entry of images; its blobs are `pixels` and `labels`. */
export interface OtherImagesMeta {
  readonly count: number;
  /** [height, width] of the images before they were fitted; null where they were taken as they are. */
  readonly fittedFrom: readonly [number, number] | null;
  /** Hashes of the test set among the images, as `load` and `normalize` would have them; null where there is none. */
  readonly testSet: { readonly pixels: string; readonly labels: string } | null;
}

/** MNIST's ink lies in 20 of 28 pixels. */
const BOX_SHARE = 20 / 28;

/** What determines the images: the data set's content, and the input and the classes of the model. */
export function describeImages(request: StageRequest, other: NamedDataset): Outcome<PartDescription> {
  const identity = datasetIdentity(other.dataset, datasetParameters(other.synthetic));
  if (!identity.ok) return identity;
  const { height, width, channels } = imageMeta(request);
  const { fit } = request.spec.spec.normalize;
  return succeed({
    part: 'images',
    parameters: {
      dataset: identity.value,
      split: other.split,
      classes: loadMeta(request).classes,
      shape: [height, width, channels],
      box: fit === null ? null : fit.box,
    },
    inputs: {},
    engine: false,
  });
}

/** The images from the store, or loaded, fitted and filed. */
export async function obtainImages(
  context: StageContext,
  request: StageRequest,
  other: NamedDataset,
): Promise<Outcome<Artifact, StageFailure>> {
  const description = describeImages(request, other);
  if (!description.ok) return description;
  const obtained = await context.obtain({
    ...description.value,
    compute: () => loadImages(context, request, other),
  });
  return obtained.ok ? succeed(obtained.value.artifact) : obtained;
}

async function loadImages(
  context: StageContext,
  request: StageRequest,
  other: NamedDataset,
): Promise<Outcome<Output, StageFailure>> {
  const placed = (failure: Failure): Outcome<never> =>
    fail(failure.kind === 'data' ? { ...failure, place: request.spec.locate(other.path) } : failure);
  const loaded = await loadDataset({
    name: other.dataset,
    ...datasetParameters(other.synthetic),
    ...context.data,
    otherwise: 'leave it out of evaluate.datasets',
    onProgress: (progress) => context.emit(loadEvent(progress)),
    signal: context.signal,
  });
  if (!loaded.ok) return placed(loaded.failure);
  const numbers = classNumbers(request.spec, other, loaded.value.classes, loadMeta(request).classes);
  if (!numbers.ok) return numbers;
  const halves: ImageSet[] = [];
  for (const half of halvesOf(other)) {
    const fitted = fittedHalf(request, loaded.value, half);
    if (fitted === undefined)
      return placed({
        kind: 'data',
        message: `the images of ${other.dataset} have ${loaded.value[half].channels} channels, those of the model ${imageMeta(request).channels}`,
        advice: 'leave it out of evaluate.datasets',
      });
    halves.push(fitted);
  }
  const labels = concatenate(halves.map((half) => half.labels));
  if (labels.length === 0)
    return placed({
      kind: 'data',
      message: `data set ${other.dataset} has no images in its ${other.split} split`,
      advice: 'ask for another split of it: test, train or all',
    });
  const test = other.split === 'train' ? undefined : halves.at(-1);
  const { height, width } = loaded.value.test;
  const isFitted = halves.some((half, i) => half !== loaded.value[halvesOf(other)[i] ?? 'test']);
  const meta: OtherImagesMeta = {
    count: labels.length,
    fittedFrom: isFitted ? [height, width] : null,
    testSet: test === undefined ? null : { pixels: sha256(test.pixels), labels: sha256(test.labels) },
  };
  return succeed({
    meta: meta as unknown as JsonObject,
    blobs: {
      pixels: concatenate(halves.map((half) => half.pixels)),
      labels: labels.map((label) => numbers.value[label] ?? 0),
    },
    notes: {},
  });
}

function halvesOf({ split }: NamedDataset): readonly ('train' | 'test')[] {
  return split === 'all' ? ['train', 'test'] : [split];
}

/**
 * A half's images in the size of the model's. Where `normalize.fit` has fitted the model's own images, all others are
 * fitted, too; elsewhere those of the same size are taken as they are. Whether to swap ink and paper is asked of the
 * data set's own training images, as the model's data set was asked. Undefined where nothing brings them together.
 */
function fittedHalf(request: StageRequest, dataset: Dataset, half: 'train' | 'test'): ImageSet | undefined {
  const { height, width, channels } = imageMeta(request);
  const images = dataset[half];
  const own = request.spec.spec.normalize.fit;
  const isSame = images.height === height && images.width === width && images.channels === channels;
  if (own === null && isSame) return images;
  if (channels !== 1) return undefined;
  const box = own === null ? [height, width].map((side) => Math.round(side * BOX_SHARE)) : [own.box, own.box];
  return fitImages(images, {
    size: [height, width],
    box: [box[0] ?? height, box[1] ?? width],
    invert: isDarkOnLight(dataset.train.count > 0 ? dataset.train : dataset.test),
  });
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : new Uint8Array(Buffer.concat(parts));
}
