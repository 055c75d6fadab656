/** Specs that must be refused, each with the one line that a person is told. */
import { type BadTable, good, spec, withLine } from './bad-row.js';

/** The good spec with another first layer, on line 5. */
const layer = (text: string) => withLine(5, `    - ${text}`);
const train = (text: string) => withLine(8, `train: { ${text} }`);

export const badSpecs: BadTable = {
  'another data set to score that there is not': spec(
    `${good}evaluate:\n  datasets: [synthetic, { dataset: mnits }]\n`,
    'x.yaml:10:36: unknown data set "mnits"; did you mean "mnist"?',
  ),
  // A typo in a key, at each level.
  'a section': spec(`${good}trian: {}\n`, 'x.yaml:9:1: unknown key "trian"; did you mean "train"?'),
  'a key of a section': spec(
    train('epoch: 1'),
    'x.yaml:8:10: unknown key "epoch" in train; did you mean "epochs"?',
  ),
  'a key of load.synthetic': spec(
    withLine(2, 'load: { dataset: synthetic, synthetic: { trian: 5 } }'),
    'x.yaml:2:42: unknown key "trian" in load.synthetic; did you mean "train"?',
  ),
  'an option of an optimizer': spec(
    train('optimizer: { sgd: { learningrate: 1 } }'),
    'x.yaml:8:30: unknown key "learningrate" in train.optimizer.sgd; did you mean "learningRate"?',
  ),
  'an option of early stopping': spec(
    train('earlyStopping: { patients: 3 }'),
    'x.yaml:8:27: unknown key "patients" in train.earlyStopping; did you mean "patience"?',
  ),
  'an option of a layer': spec(
    layer('conv2d: { filters: 8, kernalSize: 3 }'),
    'x.yaml:5:29: unknown key "kernalSize" in build.layers.0.conv2d; did you mean "kernelSize"?',
  ),
  'a key of a swept parameter': spec(
    `${good}sweep:\n  parameters:\n    lr: { pth: train.epochs, values: [1] }\n`,
    'x.yaml:11:11: unknown key "pth" in sweep.parameters.lr; did you mean "path"?',
  ),
  'a British optimiser': spec(
    train('optimiser: sgd'),
    'x.yaml:8:10: unknown key "optimiser" in train; did you mean "optimizer"?',
  ),
  'a key that belongs elsewhere': spec(
    `${good}epochs: 5\n`,
    'x.yaml:9:1: unknown key "epochs"; did you mean train.epochs?',
  ),

  // A word that is not one of those that there are.
  'a layer': spec(
    layer('conv3d: { filters: 8, kernelSize: 3 }'),
    'x.yaml:5:7: unknown layer "conv3d"; did you mean "conv2d"?',
  ),
  'a layer without options': spec(
    layer('maxpool2d'),
    'x.yaml:5:7: unknown layer "maxpool2d"; did you mean "maxPooling2d"?',
  ),
  'an optimizer': spec(
    train('optimizer: { sdg: { momentum: 0.9 } }'),
    'x.yaml:8:23: unknown optimizer "sdg"; did you mean "sgd"?',
  ),
  'an optimizer of the future': spec(
    train('optimizer: lion'),
    'x.yaml:8:21: unknown optimizer "lion"; write sgd, adam, adamw or rmsprop',
  ),
  'a loss': spec(
    train('loss: sparseCategoricalCrossEntropyy'),
    'x.yaml:8:16: unknown loss "sparseCategoricalCrossEntropyy"; did you mean "sparseCategoricalCrossentropy"?',
  ),
  'an activation': spec(
    layer('conv2d: { filters: 8, kernelSize: 3, activation: rleu }'),
    'x.yaml:5:56: unknown activation "rleu"; did you mean "relu"?',
  ),
  'an initializer': spec(
    layer('conv2d: { filters: 8, kernelSize: 3, kernelInitializer: glorot }'),
    'x.yaml:5:63: unknown initializer "glorot"; did you mean "glorotUniform"?',
  ),
  'a padding': spec(
    layer('conv2d: { filters: 8, kernelSize: 3, padding: smae }'),
    'x.yaml:5:53: unknown padding "smae"; did you mean "same"?',
  ),
  'a data set': spec(
    withLine(2, 'load: { dataset: mnits }'),
    'x.yaml:2:18: unknown data set "mnits"; did you mean "mnist"?',
  ),
  'a split': spec(
    `${good}evaluate: { splits: [tets] }\n`,
    'x.yaml:9:22: unknown split "tets"; did you mean "test"?',
  ),
  'a report format': spec(
    `${good}report: { formats: [html, pdf] }\n`,
    'x.yaml:9:27: unknown format "pdf"; write csv, markdown or html',
  ),

  // Wrong type, out of range, no number at all.
  'text for a number': spec(
    train('epochs: many'),
    'x.yaml:8:18: train.epochs must be a whole number, found the text "many"',
  ),
  'a number in quotes': spec(
    train('epochs: "5"'),
    'x.yaml:8:18: train.epochs must be a whole number, found the text "5"; write it without quotes',
  ),
  'a fraction for a whole number': spec(
    train('batchSize: 32.5'),
    'x.yaml:8:21: train.batchSize must be a whole number, found 32.5',
  ),
  'yes for true': spec(
    layer('conv2d: { filters: 8, kernelSize: 3, useBias: yes }'),
    'x.yaml:5:53: build.layers.0.conv2d.useBias must be true or false, found the text "yes"; write true',
  ),
  'a list for a section': spec(withLine(8, 'train: [1, 2]'), 'x.yaml:8:1: train must be a map, found a list'),
  'a number for a layer': spec(
    layer('7'),
    'x.yaml:5:7: build.layers.0 must be the name of a layer or a map, found 7',
  ),
  'no epochs': spec(train('epochs: 0'), 'x.yaml:8:18: train.epochs must be at least 1, found 0'),
  'a learning rate below 0': spec(
    train('optimizer: { sgd: { learningRate: -0.1 } }'),
    'x.yaml:8:44: train.optimizer.sgd.learningRate must be more than 0, found -0.1',
  ),
  'a momentum above 1': spec(
    train('optimizer: { sgd: { momentum: 9 } }'),
    'x.yaml:8:40: train.optimizer.sgd.momentum must be at most 1, found 9',
  ),
  'dropout of everything': spec(
    layer('dropout: 1'),
    'x.yaml:5:16: build.layers.0.dropout must be less than 1, found 1',
  ),
  'a rotation beyond a half turn': spec(
    `${good}augment: { rotation: 270 }\n`,
    'x.yaml:9:22: augment.rotation must be at most 180, found 270',
  ),
  'an accuracy in percent': spec(
    `${good}report: { paper: { test.accuracy: 99.56 } }\n`,
    'x.yaml:9:35: report.paper.test.accuracy must be at most 1, found 99.56',
  ),
  'a seed beyond 32 bits': spec(
    `${good}seed: 4294967296\n`,
    'x.yaml:9:7: seed must be at most 4294967295, found 4294967296',
  ),
  'not a number': spec(
    train('optimizer: { sgd: { learningRate: .nan } }'),
    'x.yaml:8:44: .nan is not a finite number; write one that is',
  ),
  infinity: spec(
    train('optimizer: { sgd: { learningRate: .inf } }'),
    'x.yaml:8:44: .inf is not a finite number; write one that is',
  ),
  '1e999': spec(
    train('epochs: 1e999'),
    'x.yaml:8:18: the number 1e999 is too large; at most 2^53 - 1 is held exactly',
  ),
  '2^53 + 1': spec(
    `${good}seed: 9007199254740993\n`,
    'x.yaml:9:7: the number 9007199254740993 is too large; at most 2^53 - 1 is held exactly',
  ),
  'a name that is a path': spec(
    withLine(1, 'name: ../../etc/x'),
    'x.yaml:1:7: name must be 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit, found the text "../../etc/x"',
  ),
  'a missing section': spec(
    'name: x\nload: { dataset: synthetic }\n',
    'x.yaml:1:1: missing key "build"; add "build: { layers: [flatten, dense: { units: 10, activation: softmax }] }"',
  ),
  'several problems': {
    ...spec(
      train('epoch: 1, batchSize: 0, loss: mse'),
      'x.yaml:8:10: unknown key "epoch" in train; did you mean "epochs"?; and 2 more (hwr-run check x.yaml tells all)',
    ),
    json: true,
  },

  // Values that are right alone and wrong together.
  'two layers in one item': spec(
    withLine(6, '    - flatten: {}\n      dropout: 0.5'),
    'x.yaml:7:7: a layer has one key, this one has "flatten" and "dropout"; write each layer as an item of its own',
  ),
  'options beside a layer': spec(
    layer('conv2d:\n      filters: 8\n      kernelSize: 3'),
    'x.yaml:6:7: a layer has one key, this one has "conv2d", "filters" and "kernelSize"; indent the options of "conv2d" below it',
  ),
  'a kernel larger than its map': spec(
    layer('conv2d: { filters: 8, kernelSize: 29 }'),
    'x.yaml:5:29: the 29×29 kernel does not fit its 28×28 input; make it 28×28 or smaller, use padding: same, or pool less before it',
  ),
  'a pool larger than its map': spec(
    layer('maxPooling2d: { poolSize: [2, 30] }'),
    'x.yaml:5:23: the 2×30 pool does not fit its 28×28 input; make it 28×28 or smaller, use padding: same, or pool less before it',
  ),
  'a map pooled away': spec(
    layer([...Array(5).fill('maxPooling2d')].join('\n    - ')),
    'x.yaml:9:7: the 2×2 pool does not fit its 1×1 input; make it 1×1 or smaller, use padding: same, or pool less before it',
  ),
  'fewer outputs than classes': spec(
    withLine(7, '    - dense: { units: 9, activation: softmax }'),
    'x.yaml:7:23: the output layer has 9 units, but the data set has 10 classes; use units: 10',
  ),
  'an output without softmax': spec(
    withLine(7, '    - dense: { units: 10 }'),
    "x.yaml:7:7: the output layer's activation is linear, but the loss needs probabilities; use activation: softmax",
  ),
  'no output layer': spec(
    withLine(7, '    - dropout: 0.5'),
    'x.yaml:7:7: dropout is the last layer: nothing learns from what it drops; put it before the output layer',
  ),
  'softmax in the middle': spec(
    withLine(6, '    - flatten\n    - dense: { units: 8, activation: softmax }'),
    'x.yaml:7:38: softmax is for the last layer only; use relu here, or remove what follows',
  ),
  'dense on a map': spec(
    withLine(6, '    - dense: { units: 8 }'),
    'x.yaml:6:7: dense needs a flat input, not a map of 26×26×8; put flatten before it (Keras would apply it to the channels of each position alone)',
  ),
  'a convolution after flatten': spec(
    layer('flatten\n    - conv2d: { filters: 8, kernelSize: 3 }'),
    'x.yaml:6:7: conv2d needs a map of height × width × channels, not 784 values; put it before flatten',
  ),
  'a network beyond memory': spec(
    layer('flatten\n    - dense: { units: 1000000 }'),
    'x.yaml:6:23: the model has 785000000 parameters up to this layer, more than 268435456 (1 GiB); make it smaller, or pool before it',
  ),
  'all images for validation': spec(
    withLine(2, 'load: { dataset: synthetic, validation: 60000 }'),
    'x.yaml:2:41: load.validation holds out 60000 of 60000 training images, none is left to train on; use a smaller one',
  ),
  'more images for validation than the limit leaves': spec(
    withLine(2, 'load: { dataset: mnist, limit: 100, validation: 200 }'),
    'x.yaml:2:49: load.validation holds out 200 of 100 training images, none is left to train on; use a smaller one',
  ),
  'one and a half images for validation': spec(
    withLine(2, 'load: { dataset: synthetic, validation: 1.5 }'),
    'x.yaml:2:41: load.validation must be a share below 1 or a whole number of images, found 1.5',
  ),
  'early stopping without validation': spec(
    good.replace(', validation: 0.1', '').replace('epochs: 1', 'earlyStopping: {}'),
    'x.yaml:8:10: early stopping watches validation.loss, but there is no validation split; hold images out with load.validation, as in "validation: 0.1"',
  ),
  'two ways to clip': spec(
    train('optimizer: { adam: { clipNorm: 1, clipValue: 2 } }'),
    'x.yaml:8:55: clipNorm and clipValue both clip the gradient; keep one of the two',
  ),
  'a sweep of a path that is not there': spec(
    `${good}sweep: { parameters: { lr: { path: train.optimizer.sgd.lerningRate, values: [1] } } }\n`,
    'x.yaml:9:36: no parameter train.optimizer.sgd.lerningRate: unknown key "lerningRate" in train.optimizer.sgd; did you mean "learningRate"?',
  ),
  'the test set as objective': {
    ...spec(
      `${good}sweep: { objective: test.accuracy, parameters: { e: { path: train.epochs, values: [1] } } }\n`,
      'x.yaml:9:21: sweep.objective must not be "test.accuracy": what the test set helped to choose, it can no longer judge; write "validation.accuracy"',
    ),
    json: true,
  },
};
