/** What an exporter is given, and what it gives. Exporters are pure: the same model, the same bytes. */
import type { ModelAnalysis } from '../model/analysis.js';
import type { NamedTensor } from '../model/layer.js';
import { version } from '../util/version.js';

/** A trained model with all that its users have to know. */
export interface ExportableModel {
  readonly analysis: ModelAnalysis;
  /** Of the analysis's variables, with their names and shapes. */
  readonly weights: readonly NamedTensor[];
  /** The classes' names, in the order of the outputs. */
  readonly classes: readonly string[];
  /** The first layer's input is pixel × scale + offset, pixels being 0 to 255. */
  readonly pixelScale: { readonly scale: number; readonly offset: number };
  /** How images of other sizes were fitted before training; null where they were taken as they are. */
  readonly fit: { readonly size: number; readonly box: number; readonly invert: 'auto' | boolean } | null;
  /** SHA-256 of the run's file with the weights. */
  readonly weightsSha256: string;
}

/** File names and their contents. */
export type ExportedFiles = ReadonlyMap<string, Uint8Array>;

/** Names of the exported model's input and output, where a format has names for them. */
export const INPUT_NAME = 'image';
export const OUTPUT_NAME = 'probabilities';

/** Why nobody has to scale images for formats that hold operations. */
export const SCALED_INSIDE = 'scaled inside the model';

/** What an export says of a model beside its layers and weights: text by name. */
export function metadataOf(model: ExportableModel): Readonly<Record<string, string>> {
  return {
    classes: JSON.stringify(model.classes),
    fit: JSON.stringify(model.fit),
    generator: generator(),
    input: `${describeInput(model)}; ${SCALED_INSIDE}`,
    output: 'softmax probabilities, in the order of the classes',
    weights_sha256: model.weightsSha256,
  };
}

/** `hwr-run 0.1.0`. */
export function generator(): string {
  return `hwr-run ${version}`;
}

/** The input in words: type, shape, what the numbers are. */
export function describeInput({ analysis, fit }: ExportableModel): string {
  const shape = ['batch', ...analysis.model.inputShape].join(', ');
  const pixels = `float32 [${shape}], grey levels from 0 to 255, light ink on black`;
  return fit === null ? pixels : `${pixels}, ${describeFit(fit)}`;
}

function describeFit({ size, box }: NonNullable<ExportableModel['fit']>): string {
  return `fitted: cut to the ink, scaled into ${box}×${box}, centred by mass in ${size}×${size}`;
}

/**
 * The weights by name.
 *
 * @throws RangeError when one is asked for that there is not.
 */
export function weightsByName({ weights }: ExportableModel): (name: string) => NamedTensor {
  const byName = new Map(weights.map((tensor) => [tensor.name, tensor]));
  return (name) => {
    const tensor = byName.get(name);
    if (tensor === undefined) throw new RangeError(`no weights ${name}`);
    return tensor;
  };
}

/** The bytes of float32 values as they lie in memory, which is little-endian as all these formats are. */
export function bytesOf({ data }: NamedTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
