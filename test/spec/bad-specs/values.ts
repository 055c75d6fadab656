/** Values of the wrong type, out of range, or missing. */
import { type BadSpec, good, withConv, withLayer } from './bad-spec.js';

export const specsWithWrongValues: Readonly<Record<string, BadSpec>> = {
  // Wrong types, at each level.
  'a list for a spec': {
    text: '- name: x\n',
    says: [
      'spec.yaml:1:1: the spec must be a map, found a list; write "key: value" lines, a space after the colon',
    ],
  },
  'text for a spec': {
    text: 'name:x\n',
    says: [
      'spec.yaml:1:1: the spec must be a map, found the text "name:x"; write "key: value" lines, a space after the colon',
    ],
  },
  'text for a section': {
    text: `${good}train: fast\n`,
    says: ['spec.yaml:7:8: train must be a map, found the text "fast"'],
  },
  'nothing for a section': {
    text: `${good}train:\n`,
    says: ['spec.yaml:7:7: train must be a map, found nothing; indent its keys below it, or remove it'],
  },
  'text for a number': {
    text: `${good}train: { epochs: "5" }\n`,
    says: [
      'spec.yaml:7:18: train.epochs must be a whole number, found the text "5"; write it without quotes',
    ],
  },
  'a word for a number': {
    text: `${good}train: { epochs: many }\n`,
    says: ['spec.yaml:7:18: train.epochs must be a whole number, found the text "many"'],
  },
  'a fraction for a whole number': {
    text: `${good}train: { batchSize: 32.5 }\n`,
    says: ['spec.yaml:7:21: train.batchSize must be a whole number, found 32.5'],
  },
  'a list for a number': {
    text: `${good}train: { epochs: [5] }\n`,
    says: ['spec.yaml:7:10: train.epochs must be a whole number, found a list'],
  },
  'a number for text': {
    text: good.replace('name: x', 'name: 12'),
    says: ['spec.yaml:1:7: name must be text, found 12; put it in quotes'],
  },
  'yes for true': {
    text: withConv('useBias: yes'),
    says: [
      'spec.yaml:5:53: build.layers.0.conv2d.useBias must be true or false, found the text "yes"; write true',
    ],
  },
  'a map for a list': {
    text: 'name: x\nload: { dataset: mnist }\nbuild: { layers: { flatten: {} } }\n',
    says: ['spec.yaml:3:10: build.layers must be a list, found a map'],
  },
  'text for a pair': {
    text: withLayer('maxPooling2d: { poolSize: two }'),
    says: [
      'spec.yaml:5:33: build.layers.0.maxPooling2d.poolSize must be a whole number or a list of 2, found the text "two"',
    ],
  },
  'a pair of three': {
    text: withLayer('maxPooling2d: { poolSize: [2, 2, 2] }'),
    says: ['spec.yaml:5:23: build.layers.0.maxPooling2d.poolSize must be a list of 2, found 3'],
  },
  'a fraction in a pair': {
    text: withLayer('maxPooling2d: { poolSize: [2, 2.5] }'),
    says: ['spec.yaml:5:37: build.layers.0.maxPooling2d.poolSize.1 must be a whole number, found 2.5'],
  },
  'a number for a layer': {
    text: withLayer('7'),
    says: ['spec.yaml:5:7: build.layers.0 must be the name of a layer or a map, found 7'],
  },
  'nothing for a layer': {
    text: withLayer(''),
    says: [
      'spec.yaml:5:7: build.layers.0 must be the name of a layer or a map, found nothing; indent its keys below it, or remove it',
    ],
  },
  "nothing for a layer's options": {
    text: withLayer('conv2d:'),
    says: [
      'spec.yaml:5:14: build.layers.0.conv2d must be a map, found nothing; indent its keys below it, or remove it',
    ],
  },
  'options beside the layer instead of below it': {
    text: withLayer('conv2d:\n      filters: 8\n      kernelSize: 3'),
    says: [
      'spec.yaml:6:7: a layer has one key, this one has "conv2d", "filters" and "kernelSize"; indent the options of "conv2d" below it',
    ],
  },
  'two layers in one item': {
    text: withLayer('flatten: {}\n      dropout: 0.5'),
    says: [
      'spec.yaml:6:7: a layer has one key, this one has "flatten" and "dropout"; write each layer as an item of its own',
    ],
  },
  'a layer without a name': {
    text: withLayer('{}'),
    says: ['spec.yaml:5:7: build.layers.0 is empty; name a layer'],
  },
  'no space after the colon': {
    text: `${good}train: epochs:5\n`,
    says: ['spec.yaml:7:8: train must be a map, found the text "epochs:5"; put a space after the colon'],
  },
  'text for a published figure': {
    text: `${good}report: { paper: { test.accuracy: 99.56% } }\n`,
    says: ['spec.yaml:7:35: report.paper.test.accuracy must be a number, found the text "99.56%"'],
  },

  // Out of range.
  'no epochs': {
    text: `${good}train: { epochs: 0 }\n`,
    says: ['spec.yaml:7:18: train.epochs must be at least 1, found 0'],
  },
  'a negative learning rate': {
    text: `${good}train: { optimizer: { sgd: { learningRate: -0.1 } } }\n`,
    says: ['spec.yaml:7:44: train.optimizer.sgd.learningRate must be more than 0, found -0.1'],
  },
  'a momentum above 1': {
    text: `${good}train: { optimizer: { sgd: { momentum: 9 } } }\n`,
    says: ['spec.yaml:7:40: train.optimizer.sgd.momentum must be at most 1, found 9'],
  },
  'a label smoothed away': {
    text: `${good}train: { loss: { sparseCategoricalCrossentropy: { labelSmoothing: 1 } } }\n`,
    says: [
      'spec.yaml:7:67: train.loss.sparseCategoricalCrossentropy.labelSmoothing must be less than 1, found 1',
    ],
  },
  'a schedule that changes after no epochs': {
    text: `${good}train: { schedule: { step: { every: 0 } } }\n`,
    says: ['spec.yaml:7:37: train.schedule.step.every must be more than 0, found 0'],
  },
  'a schedule that rises': {
    text: `${good}train: { schedule: { exponential: { decayRate: 1.1 } } }\n`,
    says: ['spec.yaml:7:48: train.schedule.exponential.decayRate must be at most 1, found 1.1'],
  },
  'a clip at 0': {
    text: `${good}train: { optimizer: { rmsprop: { clipValue: 0 } } }\n`,
    says: ['spec.yaml:7:45: train.optimizer.rmsprop.clipValue must be more than 0, found 0'],
  },
  'an average that never moves': {
    text: `${good}train: { ema: 1 }\n`,
    says: ['spec.yaml:7:15: train.ema must be less than 1, found 1'],
  },
  'an adamw without weight decay': {
    text: `${good}train: { optimizer: { adamw: { weightDecay: null } } }\n`,
    says: ['spec.yaml:7:45: train.optimizer.adamw.weightDecay must be a number, found nothing'],
  },
  'half a pixel of shift': {
    text: `${good}evaluate: { testTimeAugmentation: { shifts: 1.5 } }\n`,
    says: ['spec.yaml:7:45: evaluate.testTimeAugmentation.shifts must be a whole number, found 1.5'],
  },
  'a dropout of everything': {
    text: withLayer('dropout: 1'),
    says: ['spec.yaml:5:16: build.layers.0.dropout must be less than 1, found 1'],
  },
  'a kernel of size 0': {
    text: withConv('strides: 0'),
    says: ['spec.yaml:5:53: build.layers.0.conv2d.strides must be at least 1, found 0'],
  },
  'a zoom of 1': {
    text: `${good}augment: { zoom: 1 }\n`,
    says: ['spec.yaml:7:18: augment.zoom must be less than 1, found 1'],
  },
  'a zoom that shrinks': {
    text: `${good}augment: { zoom: [1.2, 0.8] }\n`,
    says: ['spec.yaml:7:12: augment.zoom must be [low, high], found [1.2, 0.8]'],
  },
  'an accuracy in percent': {
    text: `${good}report: { paper: { test.accuracy: 99.56 } }\n`,
    says: ['spec.yaml:7:35: report.paper.test.accuracy must be at most 1, found 99.56'],
  },
  'a seed below 0': { text: `${good}seed: -1\n`, says: ['spec.yaml:7:7: seed must be at least 0, found -1'] },
  'no layers': {
    text: 'name: x\nload: { dataset: mnist }\nbuild: { layers: [] }\n',
    says: ['spec.yaml:3:10: build.layers must not be empty'],
  },
  'a split named twice': {
    text: `${good}evaluate: { splits: [test, train, test] }\n`,
    says: ['spec.yaml:7:35: evaluate.splits lists "test" twice; keep one'],
  },
  'a name that is a path': {
    text: good.replace('name: x', 'name: ../x'),
    says: [
      'spec.yaml:1:7: name must be 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit, found the text "../x"',
    ],
  },

  // Numbers that are none.
  'not a number': {
    text: `${good}train: { optimizer: { sgd: { learningRate: .nan } } }\n`,
    says: ['spec.yaml:7:44: .nan is not a finite number; write one that is'],
  },
  infinity: {
    text: `${good}train: { optimizer: { sgd: { learningRate: -.inf } } }\n`,
    says: ['spec.yaml:7:44: -.inf is not a finite number; write one that is'],
  },
  'a number beyond doubles': {
    text: `${good}train: { epochs: 1e999 }\n`,
    says: ['spec.yaml:7:18: the number 1e999 is too large; at most 2^53 - 1 is held exactly'],
  },
  'a whole number that a double cannot hold': {
    text: `${good}seed: 9007199254740993\n`,
    says: ['spec.yaml:7:7: the number 9007199254740993 is too large; at most 2^53 - 1 is held exactly'],
  },
  'a number that would become 0': {
    text: `${good}normalize: { mean: 1e-999 }\n`,
    says: ['spec.yaml:7:20: the number 1e-999 is too small to tell from 0; write 0'],
  },

  // Missing.
  'nothing but a name': {
    text: 'name: x\n',
    says: [
      'spec.yaml:1:1: missing key "load"; add "load: { dataset: mnist }"',
      'spec.yaml:1:1: missing key "build"; add "build: { layers: [flatten, dense: { units: 10, activation: softmax }] }"',
    ],
  },
  'no name': {
    text: good.replace('name: x\n', ''),
    says: ['spec.yaml:1:1: missing key "name"; add "name: baseline"'],
  },
  'a convolution without a kernel size': {
    text: withLayer('conv2d: { filters: 8 }'),
    says: ['spec.yaml:5:7: missing key "kernelSize" in build.layers.0.conv2d; add "kernelSize: 3"'],
  },
  'an empty file': {
    text: '',
    says: ['spec.yaml:1:1: the file is empty; a spec needs at least name, load and build'],
  },
  'a file of comments': {
    text: '# nothing\n',
    says: ['spec.yaml:1:1: the file is empty; a spec needs at least name, load and build'],
  },
};
