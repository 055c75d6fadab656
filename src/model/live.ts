/** Which positions of each map are read by something after it. */
import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { ModelProblem, Region } from './analysis.js';
import type { Draft } from './expand.js';
import { type AxisMask, allUsed, extentOf, readPositions } from './geometry.js';
import type { Shape } from './layer.js';

/** [rows, columns] of a map that are used. Several readers' rows and columns are joined apart, so that they still describe the region. */
export type Masks = readonly [AxisMask, AxisMask];

export interface Liveness {
  readonly image: Masks;
  /** One for each layer, `undefined` where its output is no map. */
  readonly outputs: readonly (Masks | undefined)[];
}

/**
 * Follows what is read from the last layer back to the image. Fails where nothing of a map is read at all, which only
 * zero padding can bring about.
 */
export function liveMasks(inputShape: Shape, drafts: readonly Draft[]): Outcome<Liveness, ModelProblem> {
  const outputs = drafts.map(({ layer, description }, index) =>
    // The output is read, and batch normalisation makes all of its map, its statistics being those of all of it.
    index === drafts.length - 1 || layer.kind === 'batchNormalization'
      ? fullMasks(description.outputShape)
      : undefined,
  );
  let image: Masks | undefined;
  for (let index = drafts.length - 1; index >= 0; index--) {
    const draft = drafts[index];
    if (draft === undefined) continue;
    for (const input of draft.inputs) {
      const shape = drafts[input]?.description.outputShape ?? inputShape;
      const joined = join(
        input < 0 ? image : outputs[input],
        readBy(draft, outputs[index], fullMasks(shape)),
      );
      if (input < 0) image = joined;
      else outputs[input] = joined;
      if (joined?.some((mask) => !mask.includes(true))) {
        return fail({
          layer: draft.path,
          path: '',
          message: `${draft.name} reads nothing of its ${shape.slice(0, 2).join('×')} map, only zeros around it`,
          advice: 'pad less, or step less',
        });
      }
    }
  }
  return succeed({ image: image ?? fullMasks(inputShape) ?? [[], []], outputs });
}

/** What a layer reads of an input map whose positions are `whole`, when `used` is read of its output. */
function readBy(draft: Draft, used: Masks | undefined, whole: Masks | undefined): Masks | undefined {
  const { windows } = draft.description;
  if (whole === undefined || used === undefined || draft.layer.kind === 'batchNormalization') return whole;
  return windows === undefined
    ? used
    : [readPositions(windows[0], used[0]), readPositions(windows[1], used[1])];
}

function join(a: Masks | undefined, b: Masks | undefined): Masks | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const either = (one: AxisMask, other: AxisMask): AxisMask =>
    one.map((used, position) => used || (other[position] ?? false));
  return [either(a[0], b[0]), either(a[1], b[1])];
}

function fullMasks(shape: Shape): Masks | undefined {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) return undefined;
  return [allUsed(height), allUsed(width)];
}

/** Extents of a map's used rows and columns. */
export function regionOf([rows, columns]: Masks): Region {
  return { rows: extentOf(rows), columns: extentOf(columns) };
}
