/** Normalisations; the order of the fields is that of ../kernels/normalization-operations.ts. */
import * as code from '../layout/operations.js';
import { activationCode } from './elementwise.js';
import type { BatchNormalizationNode, LayerNormalizationNode } from './nodes.js';
import { mapFields, runFields, spacedFields, type Value } from './operations.js';
import { panelWidth } from './variables.js';
import { floatBits, type Operation } from './workspace.js';

/** Addresses of a batch normalisation's variables, 0 for one that it does not have, and of what is computed from them. */
export interface NormalizationPlaces {
  readonly gamma: number;
  readonly beta: number;
  readonly movingMean: number;
  readonly movingVariance: number;
  /** Places in the partial gradients, −1 for none. */
  readonly gammaPartial: number;
  readonly betaPartial: number;
  /** Room for the moments of all images of a batch; one for all normalisations of a model. */
  readonly moments: number;
  /** [scale][shift][mean][1 / deviation] of the batch; behind them [k₀][k₁][k₂] of the backward pass. */
  readonly coefficients: number;
  /** [scale][shift] for scoring. */
  readonly scoring: number;
}

/** Address of [k₀][k₁][k₂] behind a batch's coefficients. */
export function factorsOf(coefficients: number, stride: number): number {
  return coefficients + 4 * stride;
}

/** Bytes of one row of coefficients. */
export function strideOf(channels: number): number {
  return panelWidth(channels) * 4;
}

const extentFields = ({ output }: BatchNormalizationNode | LayerNormalizationNode) => [
  output.height,
  output.width,
  output.channels,
];

/** Each image's moments, then, when all threads have met, the batch's. */
export function moments(
  node: BatchNormalizationNode,
  x: Value,
  places: NormalizationPlaces,
): readonly Operation[] {
  const { height, width, channels } = node.output;
  const stride = strideOf(channels);
  const { gamma, beta, movingMean, movingVariance, coefficients } = places;
  return [
    {
      kind: code.IMAGE_MOMENTS,
      buffers: [x.buffer],
      fields: (at) => [...mapFields(at, x), ...extentFields(node), places.moments, stride],
    },
    {
      kind: code.SETTLE_MOMENTS,
      buffers: [],
      fields: () => [
        places.moments,
        stride,
        height * width,
        channels,
        gamma,
        beta,
        movingMean,
        movingVariance,
        floatBits(node.momentum),
        floatBits(node.epsilon),
        coefficients,
      ],
    },
  ];
}

/** y = activation(x·scale + shift), with the coefficients at an address. */
export function normalize(node: BatchNormalizationNode, x: Value, y: Value, coefficients: number): Operation {
  const isRelu = node.activation === 'relu';
  return {
    kind: code.NORMALIZE,
    buffers: [x.buffer, y.buffer],
    fields: (at) => [
      ...mapFields(at, x),
      ...mapFields(at, y),
      ...extentFields(node),
      coefficients,
      strideOf(node.output.channels),
      isRelu ? code.LINEAR : activationCode(node.activation),
      isRelu ? 1 : 0,
    ],
  };
}

/** Each image's sums, the batch's once all threads have met, then dx; of a frozen one, dx alone. */
export function normalizeBackward(
  node: BatchNormalizationNode,
  values: { readonly dy: Value; readonly x: Value; readonly y: Value; readonly dx: Value | undefined },
  places: NormalizationPlaces,
): readonly Operation[] {
  const { dy, x, y, dx } = values;
  const { height, width, channels } = node.output;
  const stride = strideOf(channels);
  const factors = factorsOf(places.coefficients, stride);
  const activation = activationCode(node.activation);
  const measured: readonly Operation[] = [
    {
      kind: code.GRADIENT_MOMENTS,
      buffers: [dy.buffer, x.buffer, y.buffer],
      fields: (at) => [
        ...runFields(at, dy),
        ...mapFields(at, x),
        ...mapFields(at, y),
        ...extentFields(node),
        places.coefficients,
        places.moments,
        stride,
        activation,
      ],
    },
    {
      kind: code.SETTLE_GRADIENTS,
      buffers: [],
      fields: () => [
        places.moments,
        stride,
        height * width,
        channels,
        places.gammaPartial,
        places.betaPartial,
        places.coefficients,
        factors,
      ],
    },
  ];
  const operations = node.isFrozen ? [] : [...measured];
  if (dx === undefined) return operations;
  operations.push({
    kind: code.NORMALIZE_BACKWARD,
    buffers: [dy.buffer, x.buffer, y.buffer, dx.buffer],
    fields: (at) => [
      ...runFields(at, dy),
      ...mapFields(at, x),
      ...mapFields(at, y),
      ...spacedFields(at, dx),
      ...extentFields(node),
      factors,
      stride,
      activation,
    ],
  });
  return operations;
}

/** Refreshes the coefficients for scoring. */
export function packScoring(
  node: BatchNormalizationNode,
  {
    gamma,
    beta,
    movingMean,
    movingVariance,
    scoring,
  }: Pick<NormalizationPlaces, 'gamma' | 'beta' | 'movingMean' | 'movingVariance' | 'scoring'>,
): Operation {
  const { channels } = node.output;
  const variables = [gamma, beta, movingMean, movingVariance];
  return {
    kind: code.PACK_NORMALIZATION,
    buffers: [],
    fields: () => [channels, strideOf(channels), ...variables, floatBits(node.epsilon), scoring],
  };
}

/** Gamma and beta: addresses, 0 for none. */
export function layerNormalize(
  node: LayerNormalizationNode,
  x: Value,
  y: Value,
  gamma: number,
  beta: number,
): Operation {
  return {
    kind: code.LAYER_NORMALIZE,
    buffers: [x.buffer, y.buffer],
    fields: (at) => [
      ...mapFields(at, x),
      ...mapFields(at, y),
      ...extentFields(node),
      gamma,
      beta,
      floatBits(node.epsilon),
    ],
  };
}

/** dx, and the share of gamma's and beta's gradients (places in the partial gradients, −1 for none). */
export function layerNormalizeBackward(
  node: LayerNormalizationNode,
  values: { readonly dy: Value; readonly x: Value; readonly dx: Value },
  gamma: number,
  partials: readonly [number, number],
): Operation {
  const { dy, x, dx } = values;
  return {
    kind: code.LAYER_NORMALIZE_BACKWARD,
    buffers: [dy.buffer, x.buffer, dx.buffer],
    fields: (at) => [
      ...runFields(at, dy),
      ...mapFields(at, x),
      ...runFields(at, dx),
      ...extentFields(node),
      gamma,
      floatBits(node.epsilon),
      ...partials,
    ],
  };
}
