/** What blocks stand for: the layers that one would have written without them. */
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { formatShape, type LayerProblem } from './describe.js';
import type {
  BatchNormalization,
  Conv2d,
  DenseBlock,
  FlatLayer,
  Layer,
  Residual,
  SeparableConv2d,
  Shape,
  Transition,
} from './layer.js';

const batchNormalization: BatchNormalization = {
  kind: 'batchNormalization',
  momentum: 0.99,
  epsilon: 0.001,
  center: true,
  scale: true,
};
const relu: Layer = { kind: 'activation', activation: 'relu' };

/** A convolution whose bias a batch normalisation or a branch's own bias makes needless. */
function plainConv2d(
  filters: number,
  size: number,
  options: Pick<Conv2d, 'kernelInitializer' | 'kernelRegularizer'> & Partial<Pick<Conv2d, 'strides'>>,
): Conv2d {
  return {
    kind: 'conv2d',
    filters,
    kernelSize: [size, size],
    strides: [1, 1],
    padding: 'same',
    activation: 'linear',
    useBias: false,
    biasInitializer: 'zeros',
    ...options,
  };
}

/** Huang et al. 2017, section 3: DenseNet, and with `bottleneck` DenseNet-B. */
export function layersOfDenseBlock(block: DenseBlock): readonly Layer[] {
  const { growthRate, bottleneck, dropout, kernelInitializer, kernelRegularizer } = block;
  const options = { kernelInitializer, kernelRegularizer: kernelRegularizer ?? null };
  const branch: Layer[] = [batchNormalization, relu];
  if (bottleneck) branch.push(plainConv2d(4 * growthRate, 1, options), batchNormalization, relu);
  branch.push(plainConv2d(growthRate, 3, options));
  if (dropout > 0) branch.push({ kind: 'dropout', rate: dropout });
  return new Array<Layer>(block.layers).fill({ kind: 'concatenate', branches: [[], branch] });
}

export function layersOfTransition(
  block: Transition,
  inputShape: Shape,
): Outcome<readonly Layer[], LayerProblem> {
  const channels = inputShape.at(-1) ?? 1;
  const kept = Math.floor(channels * block.compression);
  if (kept < 1) {
    return fail({
      path: 'compression',
      message: `a compression of ${block.compression} leaves none of ${channels} channels`,
      advice: `make it at least ${Math.ceil(1000 / channels) / 1000}`,
    });
  }
  const { kernelInitializer, kernelRegularizer } = block;
  const convolution = plainConv2d(kept, 1, {
    kernelInitializer,
    kernelRegularizer: kernelRegularizer ?? null,
  });
  const pooling: Layer = {
    kind: 'averagePooling2d',
    poolSize: [2, 2],
    strides: [2, 2],
    padding: 'valid',
  };
  return succeed([batchNormalization, relu, convolution, pooling]);
}

export function layersOfSeparableConv2d(block: SeparableConv2d): readonly Layer[] {
  const { kernelSize, strides, padding, depthwiseInitializer, biasInitializer } = block;
  return [
    {
      kind: 'depthwiseConv2d',
      kernelSize,
      strides,
      padding,
      activation: 'linear',
      useBias: false,
      depthwiseInitializer,
      biasInitializer,
      depthwiseRegularizer: block.depthwiseRegularizer ?? null,
    },
    {
      ...plainConv2d(block.filters, 1, {
        kernelInitializer: block.pointwiseInitializer,
        kernelRegularizer: block.pointwiseRegularizer ?? null,
      }),
      activation: block.activation,
      useBias: block.useBias,
      biasInitializer,
    },
  ];
}

/**
 * The shortcut of a residual block that is fed `from` and whose branch, of the layers `branch`, makes `to`: no layers for
 * the identity.
 */
export function layersOfShortcut(
  block: Residual,
  from: Shape,
  to: Shape,
  branch: readonly FlatLayer[],
): Outcome<readonly Layer[], LayerProblem> {
  const { shortcut } = block;
  if (typeof shortcut === 'object') return succeed(shortcut);
  const keepsShape = from.join() === to.join();
  if (shortcut !== 'projection' && keepsShape) return succeed([]);
  const turns = `the branch turns ${formatShape(from)} into ${formatShape(to)}`;
  if (shortcut === 'identity') {
    return fail({
      path: 'shortcut',
      message: `${turns}, which the identity cannot be added to`,
      advice: 'use shortcut: auto or projection',
    });
  }
  const strides = from.length === 3 && to.length === 3 && [stride(from[0], to[0]), stride(from[1], to[1])];
  const [down, right] = strides || [];
  if (down === undefined || right === undefined) {
    return fail({
      path: 'shortcut',
      message: `${turns}, and no strides of a 1×1 convolution do the same`,
      advice: 'use padding: same in the branch, or write the shortcut out as a list of layers',
    });
  }
  const first = branch.find((layer): layer is Conv2d => layer.kind === 'conv2d');
  const projection = plainConv2d(to[2] ?? 1, 1, {
    strides: [down, right],
    kernelInitializer: first?.kernelInitializer ?? 'heNormal',
    kernelRegularizer: first?.kernelRegularizer ?? null,
  });
  const found = branch.find((layer) => layer.kind === 'batchNormalization');
  if (found === undefined) return succeed([projection]);
  // Frozen only where the whole block is.
  const { trainable: _, ...normalization } = found;
  return succeed([projection, normalization]);
}

/** The smallest stride with ⌈from / stride⌉ = to. */
function stride(from = 1, to = 1): number | undefined {
  const smallest = Math.ceil(from / to);
  return Math.ceil(from / smallest) === to ? smallest : undefined;
}
