/** Specs made of several parts, and values that are wrong together. */
import { type BadSpec, good } from './bad-spec.js';

export const specsWithWrongParts: Readonly<Record<string, BadSpec>> = {
  // extends
  'a missing file to extend': {
    text: `${good}extends: bsae.yaml\n`,
    files: { 'base.yaml': good },
    says: ['spec.yaml:7:10: there is no file bsae.yaml; check the path'],
  },
  'a circle of two': {
    text: `extends: b.yaml\n${good}`,
    files: { 'b.yaml': 'extends: spec.yaml\n' },
    says: ['b.yaml:1:10: extends goes in a circle: spec.yaml → b.yaml → spec.yaml; remove one of them'],
  },
  'a spec that extends itself': {
    text: `extends: [spec.yaml]\n${good}`,
    says: ['spec.yaml:1:11: extends goes in a circle: spec.yaml → spec.yaml; remove one of them'],
  },
  'a number to extend': {
    text: `extends: 5\n${good}`,
    says: ['spec.yaml:1:10: extends must be a file or a list of files, found 5'],
  },
  'a problem in the file that is extended': {
    text: 'extends: sub/b.yaml\nname: y\n',
    files: { 'sub/b.yaml': `${good}train: { epoch: 5 }\n` },
    says: ['sub/b.yaml:7:10: unknown key "epoch" in train; did you mean "epochs"?'],
  },
  'bad YAML in the file that is extended': {
    text: 'extends: b.yaml\nname: y\n',
    files: { 'b.yaml': 'name: "x\n' },
    says: ['b.yaml:1:7: a quoted text is not closed; end it with "'],
  },

  // evaluate.datasets
  'a data set scored twice': {
    text: `${good}evaluate:\n  datasets: [usps, { dataset: mnist, split: train }, { dataset: usps, split: test }]\n`,
    says: ['spec.yaml:8:54: two of the data sets to score are called usps in results; keep one of the two'],
  },
  'a data set with the name of a split': {
    text: `${good}evaluate: { datasets: [test] }\n`,
    says: ['spec.yaml:7:24: a split is called test in results; give the data set another name'],
  },
  'a split that no data set has': {
    text: `${good}evaluate: { datasets: [{ dataset: mnist, split: validation }] }\n`,
    says: ['spec.yaml:7:49: unknown split "validation"; write test, train or all'],
  },
  'a number for a data set': {
    text: `${good}evaluate: { datasets: [7] }\n`,
    says: ['spec.yaml:7:24: evaluate.datasets.0 must be text or a map, found 7'],
  },

  // --set
  'a typo in --set': {
    text: good,
    sets: ['train.epcohs=5'],
    says: ['--set train.epcohs: unknown key "epcohs" in train; did you mean "epochs"?'],
  },
  'a typo in a section in --set': {
    text: good,
    sets: ['trian.epochs=5'],
    says: ['--set trian.epochs: unknown key "trian"; did you mean "train"?'],
  },
  '--set without a value': {
    text: good,
    sets: ['train.epochs'],
    says: ['--set train.epochs: no value given; write --set train.epochs=VALUE'],
  },
  '--set without a path': {
    text: good,
    sets: ['=5'],
    says: ['--set: no path given; write --set train.epochs=5, for example'],
  },
  '--set of the wrong type': {
    text: good,
    sets: ['train.epochs=many'],
    says: ['--set train.epochs: train.epochs must be a whole number, found the text "many"'],
  },
  '--set out of range': {
    text: good,
    sets: ['train.epochs=0'],
    says: ['--set train.epochs: train.epochs must be at least 1, found 0'],
  },
  '--set with bad YAML': {
    text: good,
    sets: ['train.optimizer={sgd: '],
    says: ['--set train.optimizer: a map in brackets is not closed; end it with "}"'],
  },
  '--set of a layer that is not there': {
    text: good,
    sets: ['build.layers.7.dense.units=5'],
    says: ['--set build.layers.7.dense.units: build.layers has no item 7; it has items 0 to 1'],
  },
  '--set of a layer that is another': {
    text: good,
    sets: ['build.layers.1.conv2d.filters=5'],
    says: [
      '--set build.layers.1.conv2d.filters: build.layers.1 is dense, not conv2d; set build.layers.1.dense, or build.layers.1 as a whole',
    ],
  },
  '--set of a list without a number': {
    text: good,
    sets: ['build.layers.dense.units=5'],
    says: [
      '--set build.layers.dense.units: build.layers is a list; name an item by its number, as in build.layers.0',
    ],
  },
  '--set below a number': {
    text: good,
    sets: ['train.epochs.max=5'],
    says: ['--set train.epochs.max: train.epochs has no parts; set train.epochs itself'],
  },
  '--set of extends': {
    text: good,
    sets: ['extends=b.yaml'],
    says: ['--set extends: extends cannot be set from outside; write it in the spec'],
  },
  '--set of __proto__': {
    text: good,
    sets: ['__proto__.x=1', 'train.__proto__=1', 'constructor.prototype.x=1'],
    says: [
      '--set __proto__.x: unknown key "__proto__"; its keys are name, description, extends, seed, load, normalize, augment, build, train, evaluate, report, ensemble, sweep',
      '--set train.__proto__: unknown key "__proto__" in train; its keys are loss, optimizer, schedule, warmup, ema, batchSize, epochs, earlyStopping',
      '--set constructor.prototype.x: unknown key "constructor"; its keys are name, description, extends, seed, load, normalize, augment, build, train, evaluate, report, ensemble, sweep',
    ],
  },
  '--set of not a number': {
    text: good,
    sets: ['normalize.mean=.nan'],
    says: ['--set normalize.mean: .nan is not a finite number; write one that is'],
  },
  '--seed below 0': { text: good, seed: -1, says: ['--seed: seed must be at least 0, found -1'] },
  'problems in the file and on the command line': {
    text: `${good}train: { epoch: 5 }\n`,
    sets: ['seed=x'],
    says: [
      'spec.yaml:7:10: unknown key "epoch" in train; did you mean "epochs"?',
      '--set seed: seed must be a whole number, found the text "x"',
    ],
  },

  // Values that are right alone and wrong together.
  'early stopping without a validation split': {
    text: `${good}train:\n  earlyStopping: { patience: 3 }\n`,
    says: [
      'spec.yaml:8:3: early stopping watches validation.loss, but there is no validation split; hold images out with load.validation, as in "validation: 0.1"',
    ],
  },
  'evaluating a validation split that is not there': {
    text: `${good}evaluate: { splits: [test, validation] }\n`,
    says: [
      'spec.yaml:7:28: there is no validation split to evaluate; hold images out with load.validation, as in "validation: 0.1"',
    ],
  },
  'one and a half validation images': {
    text: good.replace('mnist }', 'mnist, validation: 1.5 }'),
    says: ['spec.yaml:2:37: load.validation must be a share below 1 or a whole number of images, found 1.5'],
  },
  'a mean given and measured': {
    text: `${good}normalize: { standardize: true, mean: 0.13 }\n`,
    says: ['spec.yaml:7:39: normalize.mean is given, and standardize measures it; keep one of the two'],
  },
  'a scale that falls': {
    text: `${good}normalize: { scale: [1, 0] }\n`,
    says: ['spec.yaml:7:14: normalize.scale must rise, found [1, 0]'],
  },
  'a box larger than its image': {
    text: `${good}normalize: { fit: { size: 16 } }\n`,
    says: ['spec.yaml:7:14: a box of 20 pixels does not fit into an image of 16'],
  },

  'the test set to stop by': {
    text: `${good}train: { earlyStopping: { monitor: test.loss } }\n`,
    says: [
      'spec.yaml:7:36: train.earlyStopping.monitor must not be "test.loss": what the test set helped to choose, it can no longer judge; write "validation.loss"',
    ],
  },
  'two ways to clip': {
    text: `${good}train: { optimizer: { adam: { clipNorm: 1, globalClipNorm: 2 } } }\n`,
    says: ['spec.yaml:7:60: clipNorm and globalClipNorm both clip the gradient; keep one of the two'],
  },
  'a warm-up as long as the schedule': {
    text: `${good}train: { epochs: 5, schedule: cosine, warmup: 5 }\n`,
    says: [
      'spec.yaml:7:47: a warm-up of 5 epochs leaves nothing of 5 for the schedule cosine; shorten it, or train for more epochs',
    ],
  },
};
