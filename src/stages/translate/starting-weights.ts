/** Which layers of a model start from the weights of the run that its spec names, and which at random. */
import type { LayerAnalysis, ModelAnalysis, Variable } from '../../model/analysis.js';
import { formatShape } from '../../model/describe.js';
import type { Shape } from '../../model/layer.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';
import type { StartingRun } from '../../spec/starting-run.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';

export interface StartingWeights {
  /** The run as the spec names it. */
  readonly run: string;
  readonly weightsSha256: string;
  /** Names of the layers that take the run's weights, and of those with weights that begin at random. */
  readonly taken: readonly string[];
  readonly anew: readonly string[];
}

/**
 * Matches the model's layers with the run's by their names and the shapes of their weights. A layer that the run does not
 * have begins at random; so does one whose shapes differ, if it is the last with weights here or there: a new head. Fails
 * where any other layer's shapes differ, and where nothing is taken. Nothing for a spec that starts from no run.
 */
export function startingWeightsOf(
  spec: ResolvedSpec,
  { layers, model }: ModelAnalysis,
): Outcome<StartingWeights | undefined> {
  const { startingRun: source, spec: resolved } = spec;
  const { from } = resolved.build;
  if (!from) return succeed(undefined);
  if (source === undefined) throw new Error('a spec with build.from was read without its run');
  const heads = [layers.filter(({ variables }) => variables.length > 0).at(-1)?.name, lastLayerOf(source)];
  const taken: string[] = [];
  const anew: string[] = [];
  for (const layer of layers) {
    if (layer.variables.length === 0) continue;
    const difference = differenceOf(layer, source);
    if (difference === undefined) taken.push(layer.name);
    else if (difference === 'missing' || heads.includes(layer.name)) anew.push(layer.name);
    else {
      const isOtherSize = source.inputShape.join() !== model.inputShape.join();
      return fail({
        kind: 'spec',
        message: `${layer.name} ${difference} in run ${from.run}`,
        place: spec.locate(`build.layers.${layer.path}`),
        advice: isOtherSize
          ? `the run was trained on images of ${formatShape(source.inputShape)}, these are ${formatShape(model.inputShape)}`
          : 'only the last layer, a new head, may differ from the run',
      });
    }
  }
  if (taken.length > 0) return succeed({ ...from, weightsSha256: source.weightsSha256, taken, anew });
  return fail({
    kind: 'spec',
    message: `no layer here has the name and the shape of one in run ${from.run}, which has ${listOf(source)}`,
    place: spec.locate('build.from.run'),
    advice: 'leave build.layers out to take the layers of the run',
  });
}

/** What a result says of the run that a spec starts from. */
export function startOf({ spec, startingRun }: ResolvedSpec): {
  readonly from?: Pick<StartingWeights, 'run' | 'weightsSha256'>;
} {
  const { from } = spec.build;
  if (!from || startingRun === undefined) return {};
  return { from: { run: from.run, weightsSha256: startingRun.weightsSha256 } };
}

/** `quickstart (weights 1a2b3c4d): conv2d and conv2d_1; at random: dense`. */
export function describeStart({ run, weightsSha256, taken, anew }: StartingWeights): string {
  const rest = anew.length === 0 ? '' : `; at random: ${anew.join(', ')}`;
  return `starts from run ${run} (weights ${weightsSha256.slice(0, 8)}): ${taken.join(', ')}${rest}`;
}

/** What stands between a layer and its weights in the run: that there are none, or how they differ. */
function differenceOf({ name, variables }: LayerAnalysis, { shapes }: StartingRun): string | undefined {
  const theirs = Object.keys(shapes).filter((variable) => layerOf(variable) === name);
  if (theirs.length === 0) return 'missing';
  for (const { name: own, shape } of variables) {
    const there = shapes[own];
    if (there === undefined) return `has a ${own.slice(name.length + 1)} here and none`;
    if (there.join() !== shape.join())
      return `has a ${own.slice(name.length + 1)} of ${sides(shape)} here and of ${sides(there)}`;
  }
  const more = theirs.find((variable) => !variables.some((own: Variable) => own.name === variable));
  return more === undefined ? undefined : `has no ${more.slice(name.length + 1)} here and one`;
}

function layerOf(variable: string): string {
  return variable.slice(0, variable.indexOf('/'));
}

function lastLayerOf({ shapes }: StartingRun): string {
  return layerOf(Object.keys(shapes).at(-1) ?? '');
}

/** Its layers with the shapes of their kernels, as many as fit into a line. */
function listOf({ shapes }: StartingRun): string {
  const kernels = Object.entries(shapes).filter(([name]) => /kernel$/i.test(name));
  const shown = kernels.slice(0, 4).map(([name, shape]) => `${layerOf(name)} (${sides(shape)})`);
  return shown.join(', ') + (kernels.length > shown.length ? ', …' : '');
}

function sides(shape: Shape): string {
  return shape.join('×');
}
