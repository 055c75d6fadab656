/** Words that no spec knows. */
import { type BadSpec, good, withConv, withLayer } from './bad-spec.js';

export const misspeltSpecs: Readonly<Record<string, BadSpec>> = {
  // A typo in a key, at each level.
  'a typo in a section': {
    text: `${good}trian: { epochs: 5 }\n`,
    says: ['spec.yaml:7:1: unknown key "trian"; did you mean "train"?'],
  },
  'a typo in a key of a section': {
    text: `${good}train: { optimiser: sgd }\n`,
    says: ['spec.yaml:7:10: unknown key "optimiser" in train; did you mean "optimizer"?'],
  },
  'a typo two levels down': {
    text: `${good}train:\n  earlyStopping:\n    patiense: 3\n`,
    says: ['spec.yaml:9:5: unknown key "patiense" in train.earlyStopping; did you mean "patience"?'],
  },
  'a typo three levels down': {
    text: `${good}train:\n  optimizer:\n    sgd:\n      learningrate: 0.1\n`,
    says: ['spec.yaml:10:7: unknown key "learningrate" in train.optimizer.sgd; did you mean "learningRate"?'],
  },
  'a typo in an option of a layer': {
    text: withConv('paddding: same'),
    says: ['spec.yaml:5:44: unknown key "paddding" in build.layers.0.conv2d; did you mean "padding"?'],
  },
  'a typo in an option of a shorthand layer': {
    text: withLayer('dropout: { ratio: 0.5 }'),
    says: ['spec.yaml:5:18: unknown key "ratio" in build.layers.0.dropout; did you mean "rate"?'],
  },
  'a typo in normalize': {
    text: `${good}normalize: { standardise: true }\n`,
    says: ['spec.yaml:7:14: unknown key "standardise" in normalize; did you mean "standardize"?'],
  },
  'a typo in fit': {
    text: `${good}normalize: { fit: { sise: 28 } }\n`,
    says: ['spec.yaml:7:21: unknown key "sise" in normalize.fit; did you mean "size"?'],
  },
  'a typo in augment': {
    text: `${good}augment: { rotate: 10 }\n`,
    says: ['spec.yaml:7:12: unknown key "rotate" in augment; did you mean "rotation"?'],
  },
  'a typo in evaluate': {
    text: `${good}evaluate: { split: [test] }\n`,
    says: ['spec.yaml:7:13: unknown key "split" in evaluate; did you mean "splits"?'],
  },
  "a typo in the paper's figures": {
    text: `${good}report: { paper: { test.acuracy: 0.99 } }\n`,
    says: ['spec.yaml:7:20: unknown key "test.acuracy" in report.paper; did you mean "test.accuracy"?'],
  },
  'a typo in the synthetic data': {
    text: `${good}load2: 1\n`
      .replace('mnist }\n', 'synthetic, synthetic: { trian: 5 } }\n')
      .replace('load2: 1\n', ''),
    says: ['spec.yaml:2:42: unknown key "trian" in load.synthetic; did you mean "train"?'],
  },
  'a typo in sweep': {
    text: `${good}sweep: { params: { lr: { path: train.epochs, values: [1] } } }\n`,
    says: ['spec.yaml:7:10: unknown key "params" in sweep; did you mean "parameters"?'],
  },
  'a typo in a sweep parameter': {
    text: `${good}sweep: { parameters: { lr: { pathh: train.epochs, path: train.epochs, values: [1] } } }\n`.replace(
      'mnist }',
      'mnist, validation: 0.1 }',
    ),
    says: ['spec.yaml:7:30: unknown key "pathh" in sweep.parameters.lr; did you mean "path"?'],
  },
  'a key that belongs in another section': {
    text: `${good}epochs: 5\n`,
    says: ['spec.yaml:7:1: unknown key "epochs"; did you mean train.epochs?'],
  },
  'a key that belongs deeper': {
    text: `${good}train: { momentum: 0.9 }\n`,
    says: ['spec.yaml:7:10: unknown key "momentum" in train; did you mean train.optimizer.sgd.momentum?'],
  },
  'a key like nothing at all': {
    text: `${good}train: { colour: blue }\n`,
    says: [
      'spec.yaml:7:10: unknown key "colour" in train; its keys are loss, optimizer, schedule, warmup, ema, batchSize, epochs, earlyStopping',
    ],
  },
  'options for a layer that has none': {
    text: good.replace('- flatten', '- flatten: { order: c }'),
    says: ['spec.yaml:5:18: unknown key "order" in build.layers.0.flatten; flatten takes no options'],
  },

  // Unknown names.
  'an unknown layer': {
    text: withLayer('conv2D: { filters: 8, kernelSize: 3 }'),
    says: ['spec.yaml:5:7: unknown layer "conv2D"; did you mean "conv2d"?'],
  },
  'an unknown bare layer': {
    text: withLayer('flaten'),
    says: ['spec.yaml:5:7: unknown layer "flaten"; did you mean "flatten"?'],
  },
  'a layer like nothing at all': {
    text: withLayer('transformer: {}'),
    says: [
      'spec.yaml:5:7: unknown layer "transformer"; write conv2d, depthwiseConv2d, separableConv2d, maxPooling2d, averagePooling2d, globalAveragePooling2d, zeroPadding2d, flatten, dense, dropout, spatialDropout2d, activation, batchNormalization, layerNormalization, residual, denseBlock, transition, repeat, add or concatenate',
    ],
  },
  'a bare layer that needs options': {
    text: withLayer('conv2d'),
    says: ['spec.yaml:5:7: layer conv2d needs options; write "conv2d: { filters: 32, kernelSize: 3 }"'],
  },
  'a bare activation': {
    text: withLayer('activation'),
    says: ['spec.yaml:5:7: layer activation needs options; write "activation: relu"'],
  },
  'an unknown optimizer': {
    text: `${good}train: { optimizer: lion }\n`,
    says: ['spec.yaml:7:21: unknown optimizer "lion"; write sgd, adam, adamw or rmsprop'],
  },
  'an unknown optimizer with options': {
    text: `${good}train: { optimizer: { adma: { learningRate: 1 } } }\n`,
    says: ['spec.yaml:7:23: unknown optimizer "adma"; did you mean "adam"?'],
  },
  'an unknown loss': {
    text: `${good}train: { loss: mse }\n`,
    says: [
      'spec.yaml:7:16: unknown loss "mse"; write sparseCategoricalCrossentropy, categoricalCrossentropy or meanSquaredError',
    ],
  },
  'an option of another optimizer': {
    text: `${good}train: { optimizer: { adam: { momentum: 0.9 } } }\n`,
    says: [
      'spec.yaml:7:31: unknown key "momentum" in train.optimizer.adam; did you mean train.optimizer.sgd.momentum?',
    ],
  },
  'an option of a loss': {
    text: `${good}train: { loss: { categoricalCrossentropy: { smoothing: 0.1 } } }\n`,
    says: [
      'spec.yaml:7:45: unknown key "smoothing" in train.loss.categoricalCrossentropy; did you mean "labelSmoothing"?',
    ],
  },
  'an unknown schedule': {
    text: `${good}train: { schedule: cosineDecay }\n`,
    says: [
      'spec.yaml:7:20: unknown schedule "cosineDecay"; write constant, step, exponential, cosine or oneCycle',
    ],
  },
  'an option of a schedule': {
    text: `${good}train: { schedule: { step: { evry: 3 } } }\n`,
    says: ['spec.yaml:7:30: unknown key "evry" in train.schedule.step; did you mean "every"?'],
  },
  "a loss in Python's spelling": {
    text: `${good}train: { loss: sparse_categorical_crossentropy }\n`,
    says: [
      'spec.yaml:7:16: unknown loss "sparse_categorical_crossentropy"; did you mean "sparseCategoricalCrossentropy"?',
    ],
  },
  'an unknown activation': {
    text: withConv('activation: rellu'),
    says: ['spec.yaml:5:56: unknown activation "rellu"; did you mean "relu"?'],
  },
  'an unknown padding': {
    text: withConv('padding: full'),
    says: ['spec.yaml:5:53: unknown padding "full"; write valid or same'],
  },
  'an unknown initializer': {
    text: withConv('kernelInitializer: glorot_uniform'),
    says: ['spec.yaml:5:63: unknown initializer "glorot_uniform"; did you mean "glorotUniform"?'],
  },
  'an unknown fill mode': {
    text: `${good}augment: { fillMode: mirror }\n`,
    says: ['spec.yaml:7:22: unknown fill mode "mirror"; write nearest, constant, reflect or wrap'],
  },
  'an unknown split': {
    text: `${good}evaluate: { splits: [test, valid] }\n`,
    says: ['spec.yaml:7:28: unknown split "valid"; did you mean "validation"?'],
  },
  'an unknown format': {
    text: `${good}report: { formats: [pdf] }\n`,
    says: ['spec.yaml:7:21: unknown format "pdf"; write csv, markdown or html'],
  },
  'an unknown figure to monitor': {
    text: `${good}train: { earlyStopping: { monitor: val_loss } }\n`,
    says: [
      'spec.yaml:7:36: unknown figure to monitor "val_loss"; write validation.loss, validation.accuracy, train.loss or train.accuracy',
    ],
  },
};
