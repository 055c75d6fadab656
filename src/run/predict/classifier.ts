/** A run's trained model, compiled, with a window for images that passes over as many as there are. */
import type { EngineName, Trainable } from '../../engine/engine.js';
import { isEngineMemoryError } from '../../engine/engine.js';
import { loadEngine } from '../../engine/index.js';
import { readTrainedModel, type TrainedModel } from '../../stages/artifacts/trained-model.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { randomKey } from '../../util/random.js';

export interface ClassifierOptions {
  readonly engine: EngineName;
  readonly threads: number;
  /** Images that one call of `classify` can be about. */
  readonly capacity: number;
}

export interface Classifier {
  readonly trained: TrainedModel;
  readonly classes: readonly string[];
  /** Height and width of the images that it reads. */
  readonly size: readonly [number, number];
  /** @returns one row of probabilities an image, in the order of the classes */
  classify(images: readonly Uint8Array[]): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

const SET = 'images';

/** Images that go through the network together; the bits of the result do not depend on it. */
const BATCH = 64;

export async function openClassifier(
  runFolder: string,
  { engine: name, threads, capacity }: ClassifierOptions,
): Promise<Outcome<Classifier>> {
  const read = await readTrainedModel(runFolder);
  if (!read.ok) return read;
  const trained = read.value;
  const [height, width, channels] = trained.model.inputShape;
  if (channels !== 1) {
    return fail({
      kind: 'run',
      message: `the model's images have ${channels} channels, and predict makes grey ones`,
      advice: 'use a run whose data set is grey',
    });
  }
  const engine = await loadEngine(name);
  if (!engine.ok) return engine;
  const pixels = new Uint8Array(capacity * height * width);
  const window = { count: capacity, height, width, channels, pixels, labels: new Uint8Array(capacity) };
  let trainable: Trainable;
  try {
    trainable = await engine.value.compile(trained.model, {
      sets: { [SET]: window },
      pixelScale: trained.pixelScale,
      batchSize: Math.min(BATCH, capacity),
      // Nothing is trained; this optimizer keeps no state.
      loss: { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
      optimizer: { kind: 'sgd', learningRate: 0, momentum: 0, nesterov: false },
      threads,
      keys: { dropout: randomKey(0, 'dropout'), augmentation: randomKey(0, 'augmentation') },
    });
  } catch (error) {
    if (!isEngineMemoryError(error)) throw error;
    return fail({ kind: 'run', message: error.message, advice: 'use a machine with more memory' });
  }
  trainable.load({ weights: trained.weights });
  const { classes } = trained;
  return succeed({
    trained,
    classes,
    size: [height, width],
    async classify(images) {
      const count = images.length;
      for (const [i, image] of images.entries()) pixels.set(image, i * height * width);
      const labels = new Uint8Array(count);
      trainable.replaceSet(SET, {
        ...window,
        count,
        labels,
        pixels: pixels.subarray(0, count * height * width),
      });
      const indices = Uint32Array.from(images.keys());
      const { probabilities } = await trainable.evaluate({ set: SET, indices });
      return images.map((_, i) => probabilities.subarray(i * classes.length, (i + 1) * classes.length));
    },
    dispose: () => trainable.dispose(),
  });
}
