/** The layers as Keras's functional model describes them, in the words that TensorFlow.js 4 knows. */
import type { LayerAnalysis } from '../../model/analysis.js';
import type {
  Activation,
  BatchNormalization,
  Conv2d,
  Dense,
  DepthwiseConv2d,
  LayerNormalization,
  NamedTensor,
  Pooling2d,
} from '../../model/layer.js';
import { type ExportableModel, INPUT_NAME, weightsByName } from '../exportable.js';

export interface Topology {
  readonly config: object;
  /** In the order of the layers. */
  readonly weights: readonly { readonly name: string; readonly tensor: NamedTensor }[];
}

/** One layer of the functional model: its class, what it is set to, and the names of those that feed it. */
interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
}

/** The model with the pixels' scaling as its first layer. */
export function topologyOf(model: ExportableModel): Topology {
  const { analysis, pixelScale } = model;
  const layers: KerasLayer[] = [
    {
      className: 'InputLayer',
      name: INPUT_NAME,
      config: { batch_input_shape: [null, ...analysis.model.inputShape], dtype: 'float32', sparse: false },
      inputs: [],
    },
    { className: 'Rescaling', name: 'rescaling', config: { ...pixelScale }, inputs: [INPUT_NAME] },
  ];
  /** Name of the layer that ends what stands for each layer of ours. */
  const ends: string[] = [];
  for (const layer of analysis.layers) {
    layers.push(
      ...kerasLayersOf(
        layer,
        layer.inputs.map((index) => ends[index] ?? 'rescaling'),
      ),
    );
    ends.push(layers.at(-1)?.name ?? '');
  }
  const weightOf = weightsByName(model);
  const variables = analysis.layers.flatMap((layer) => layer.variables);
  return {
    config: {
      name: 'hwr_run',
      layers: layers.map(describe),
      input_layers: [[INPUT_NAME, 0, 0]],
      output_layers: [[ends.at(-1), 0, 0]],
    },
    weights: variables.map(({ name }) => ({ name: weightName(name), tensor: weightOf(name) })),
  };
}

function describe({ className, name, config, inputs }: KerasLayer): object {
  return {
    class_name: className,
    name,
    config: { ...config, name, trainable: true },
    inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
  };
}

/** A layer, and behind it the activation where that is a layer of its own in TensorFlow.js. */
function kerasLayersOf(analysis: LayerAnalysis, inputs: readonly string[]): readonly KerasLayer[] {
  const { name, layer } = analysis;
  const [className, config] = classOf(analysis);
  const main: KerasLayer = { className, name, config, inputs };
  if (layer.kind === 'activation' || !('activation' in layer) || layer.activation !== 'leakyRelu')
    return [main];
  const [activationClass, activationConfig] = activationLayer(layer.activation);
  return [
    main,
    { className: activationClass, name: `${name}_activation`, config: activationConfig, inputs: [name] },
  ];
}

type ClassAndConfig = readonly [className: string, config: Readonly<Record<string, unknown>>];

function classOf({ layer, inputShape, outputShape }: LayerAnalysis): ClassAndConfig {
  switch (layer.kind) {
    case 'conv2d':
      return ['Conv2D', { filters: layer.filters, ...windowOf(layer), ...endOf(layer) }];
    case 'depthwiseConv2d':
      return ['DepthwiseConv2D', { depth_multiplier: 1, ...windowOf(layer), ...endOf(layer) }];
    case 'dense':
      return ['Dense', { units: layer.units, ...endOf(layer) }];
    case 'maxPooling2d':
      return ['MaxPooling2D', poolOf(layer)];
    case 'averagePooling2d':
      return ['AveragePooling2D', poolOf(layer)];
    case 'globalAveragePooling2d':
      return ['GlobalAveragePooling2D', channelsLast];
    case 'zeroPadding2d':
      return ['ZeroPadding2D', { padding: layer.padding, ...channelsLast }];
    case 'flatten':
      // Theirs refuses what is flat already.
      return inputShape.length === 1 ? activationLayer('linear') : ['Flatten', channelsLast];
    case 'dropout':
      return ['Dropout', { rate: layer.rate }];
    case 'spatialDropout2d':
      return ['Dropout', { rate: layer.rate, noise_shape: [null, 1, 1, outputShape.at(-1)] }];
    case 'activation':
      return activationLayer(layer.activation);
    case 'batchNormalization':
      return ['BatchNormalization', { momentum: layer.momentum, ...normalizationOf(layer) }];
    case 'layerNormalization':
      return ['LayerNormalization', normalizationOf(layer)];
    case 'add':
      return ['Add', {}];
    case 'concatenate':
      return ['Concatenate', { axis: -1 }];
    default:
      return layer satisfies never;
  }
}

const channelsLast = { data_format: 'channels_last' };

function windowOf({ kernelSize, strides, padding }: Conv2d | DepthwiseConv2d) {
  return { kernel_size: kernelSize, strides, padding, dilation_rate: [1, 1], ...channelsLast };
}

function poolOf({ poolSize, strides, padding }: Pooling2d) {
  return { pool_size: poolSize, strides, padding, ...channelsLast };
}

function endOf({ activation, useBias }: Conv2d | DepthwiseConv2d | Dense) {
  return { activation: activationName(activation) ?? 'linear', use_bias: useBias };
}

function normalizationOf({ epsilon, center, scale }: BatchNormalization | LayerNormalization) {
  return { axis: -1, epsilon, center, scale };
}

function activationLayer(activation: Activation): ClassAndConfig {
  const name = activationName(activation);
  return name === undefined ? ['LeakyReLU', { alpha: 0.2 }] : ['Activation', { activation: name }];
}

/** TensorFlow.js's name of an activation function; nothing for the one that is a layer only. */
function activationName(activation: Activation): string | undefined {
  switch (activation) {
    case 'leakyRelu':
      return undefined;
    case 'silu':
      return 'swish';
    default:
      return activation;
  }
}

/** `batchNormalization/movingMean` is `batchNormalization/moving_mean` there. */
function weightName(name: string): string {
  const slash = name.lastIndexOf('/');
  return name.slice(0, slash) + name.slice(slash).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
