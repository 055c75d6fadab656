/** Sweep sections that must be refused. */
import { type BadSpec, sweep, withOptimizer } from './bad-spec.js';

export const specsWithWrongSweeps: Readonly<Record<string, BadSpec>> = {
  'the test set as objective': {
    text: sweep('objective: test.accuracy'),
    says: [
      'spec.yaml:10:14: sweep.objective must not be "test.accuracy": what the test set helped to choose, it can no longer judge; write "validation.accuracy"',
    ],
  },
  'a sweep of a path that is not there': {
    text: sweep('strategy: grid', 'path: train.optimizer.sgd.learningrate, values: [1]'),
    says: [
      'spec.yaml:9:17: no parameter train.optimizer.sgd.learningrate: unknown key "learningrate" in train.optimizer.sgd; did you mean "learningRate"?',
    ],
  },
  'a sweep of a layer that is not there': {
    text: sweep('strategy: grid', 'path: build.layers.9.dense.units, values: [1]'),
    says: [
      'spec.yaml:9:17: no parameter build.layers.9.dense.units: build.layers has no item 9; it has items 0 to 1',
    ],
  },
  'a sweep with a value out of range': {
    text: sweep('strategy: grid', 'path: train.epochs, values: [1, 0]'),
    says: ['spec.yaml:9:43: train.epochs must be at least 1, found 0'],
  },
  'a sweep with a value twice': {
    text: sweep('strategy: grid', 'path: train.epochs, values: [1, 2, 1]'),
    says: ['spec.yaml:9:46: lr has the value 1 twice; keep one'],
  },
  'a sweep that also varies what it should not': {
    text: sweep('strategy: grid', 'path: train.epochs, also: [load.limit], values: [1, 2]'),
    says: [
      'spec.yaml:9:38: load.limit cannot be swept: trials would be judged by different validation images; make specs of their own, and compare them',
    ],
  },
  'a sweep that also varies the same': {
    text: sweep(
      'strategy: grid',
      'path: train.epochs, also: [train.batchSize, train.epochs], values: [1, 2]',
    ),
    says: ['spec.yaml:9:55: lr varies train.epochs twice; keep one'],
  },
  'a sweep that also varies what is not there': {
    text: sweep('strategy: grid', 'path: train.epochs, also: [train.epoch], values: [1, 2]'),
    says: ['spec.yaml:9:38: no parameter train.epoch: unknown key "epoch" in train; did you mean "epochs"?'],
  },
  'a sweep with more values than names': {
    text: sweep('strategy: grid', 'path: train.epochs, values: [1, 2], names: [one]'),
    says: ['spec.yaml:9:47: lr has 2 values and 1 names; name each'],
  },
  'a sweep with a name twice': {
    text: sweep('strategy: grid', 'path: train.epochs, values: [1, 2], names: [one, one]'),
    says: ['spec.yaml:9:60: two values of lr have the name "one"'],
  },
  'a sweep with names for a range': {
    text: sweep('strategy: random\n  trials: 2', 'path: train.epochs, int: [1, 4], names: [one]'),
    says: ['spec.yaml:9:44: lr has a range, whose values have no names; remove it'],
  },
  'a sweep with neither values nor a range': {
    text: sweep('strategy: grid', 'path: train.epochs'),
    says: ['spec.yaml:9:5: lr has neither values nor a range; add "values: [0.1, 0.01]"'],
  },
  'a random search without an end': {
    text: sweep('strategy: random'),
    says: ['spec.yaml:10:13: strategy random needs a number of trials; add "trials: 20"'],
  },
  'a sweep of the name': {
    text: sweep('strategy: grid', 'path: name, values: [a]'),
    says: ['spec.yaml:9:17: name cannot be swept: it changes no result'],
  },
  'a sweep of nothing': {
    text: sweep('strategy: grid').replace(/lr: .*\] \}/, ''),
    says: ['spec.yaml:8:14: sweep.parameters must be a map, found nothing'],
  },
  'a parameter that is no name': {
    text: sweep('strategy: grid').replace('lr:', '"l r":'),
    says: [
      'spec.yaml:9:5: "l r" cannot be a name in sweep.parameters; take a letter, then letters, digits, dashes or underscores',
    ],
  },
  'a parameter named constructor': {
    text: sweep('strategy: grid').replace('lr:', 'constructor:'),
    says: [
      'spec.yaml:9:5: "constructor" cannot be a name in sweep.parameters; take a letter, then letters, digits, dashes or underscores',
    ],
  },

  // what a parameter may be
  'values and a range': {
    text: sweep('strategy: grid', 'path: train.epochs, values: [1], int: [1, 2]'),
    says: ['spec.yaml:9:44: lr has both values and int; keep one'],
  },
  'values with a step': {
    text: sweep('strategy: grid', 'path: train.epochs, values: [1], step: 2'),
    says: ['spec.yaml:9:50: lr has values, so a step says nothing; remove it'],
  },
  'a grid over real numbers': {
    text: sweep('strategy: grid', 'path: train.optimizer.sgd.momentum, uniform: [0, 1]'),
    says: [
      'spec.yaml:9:47: a grid cannot try all numbers from 0 to 1; list values, add a step, or choose strategy random',
    ],
  },
  'a range that falls': {
    text: sweep('strategy: grid', 'path: train.epochs, int: [2, 1]'),
    says: ['spec.yaml:9:31: the range of lr must rise, found [2, 1]'],
  },
  'a range of one number': {
    text: sweep('strategy: grid', 'path: train.epochs, int: [2, 2]'),
    says: ['spec.yaml:9:31: the range of lr must rise, found [2, 2]'],
  },
  'a range of whole numbers with halves': {
    text: sweep('strategy: grid', 'path: train.epochs, int: [1, 2.5]'),
    says: ['spec.yaml:9:40: sweep.parameters.lr.int.1 must be a whole number, found 2.5'],
  },
  'a logarithm of 0': {
    text: sweep('strategy: random, trials: 3', 'path: train.optimizer.sgd.momentum, logUniform: [0, 1]'),
    says: ['spec.yaml:9:47: a range on a log scale must begin above 0, found 0'],
  },
  'a logarithm of a negative number': {
    text: sweep('strategy: random, trials: 3', 'path: train.warmup, logInt: [-2, 8]'),
    says: ['spec.yaml:9:31: a range on a log scale must begin above 0, found -2'],
  },
  'real numbers where whole ones are wanted': {
    text: sweep('strategy: random, trials: 3', 'path: train.epochs, uniform: [1, 8]'),
    says: ['spec.yaml:9:31: train.epochs takes whole numbers; write "int" for "uniform"'],
  },
  'real numbers on a log scale where whole ones are wanted': {
    text: sweep('strategy: random, trials: 3', 'path: train.epochs, logUniform: [1, 8]'),
    says: ['spec.yaml:9:31: train.epochs takes whole numbers; write "logInt" for "logUniform"'],
  },
  'a range of what is no number': {
    text: sweep('strategy: random, trials: 3', 'path: train.earlyStopping.monitor, int: [1, 8]'),
    says: [
      'spec.yaml:9:46: train.earlyStopping.monitor takes no numbers, so lr cannot have a range; list values',
    ],
  },
  'a step of 0': {
    text: sweep('strategy: grid', 'path: train.epochs, int: [1, 8], step: 0'),
    says: ['spec.yaml:9:50: sweep.parameters.lr.step must be more than 0, found 0'],
  },
  'half a step between whole numbers': {
    text: sweep('strategy: grid', 'path: train.epochs, int: [1, 8], step: 0.5'),
    says: ['spec.yaml:9:50: the step between whole numbers must be one, found 0.5'],
  },
  'a step out of the range': {
    text: sweep('strategy: grid', 'path: train.epochs, int: [1, 8], step: 8'),
    says: ['spec.yaml:9:50: a step of 8 leaves the range from 1 to 8 at once; take a smaller one'],
  },
  'a range that ends where the schema does not go': {
    text: sweep('strategy: random, trials: 3', 'path: train.optimizer.sgd.momentum, uniform: [0.5, 1.5]'),
    says: ['spec.yaml:9:62: train.optimizer.sgd.momentum must be at most 1, found 1.5'],
  },
  'an optimizer with a typo': {
    text: sweep('strategy: grid', 'path: train.optimizer, values: [sgd, { adam: { beta: 0.5 } }]'),
    says: ['spec.yaml:9:58: unknown key "beta" in train.optimizer.adam; did you mean "beta1"?'],
  },
  'a value that does not go with the rest of the spec': {
    text: `${sweep('strategy: grid', 'path: train.warmup, values: [0, 9]')}train: { epochs: 5, schedule: cosine }\n`,
    says: [
      'spec.yaml:9:43: a warm-up of 9 epochs leaves nothing of 5 for the schedule cosine; shorten it, or train for more epochs',
    ],
  },
  'a value that makes another one wrong': {
    text: `${sweep('strategy: grid', 'path: train.epochs, values: [8, 4]')}train: { warmup: 5, schedule: cosine, epochs: 9 }\n`,
    says: [
      'spec.yaml:9:43: with lr = 4, spec.yaml:11:18: a warm-up of 5 epochs leaves nothing of 4 for the schedule cosine; shorten it, or train for more epochs',
    ],
  },

  // paths
  'a sweep of the seed': {
    text: sweep('strategy: grid', 'path: seed, values: [1, 2]'),
    says: [
      'spec.yaml:9:17: seed cannot be swept: a trial is not to be chosen by its luck; write "repeats: 5" for several seeds of each trial',
    ],
  },
  'a sweep of the data': {
    text: sweep('strategy: grid', 'path: load.dataset, values: [mnist, synthetic]'),
    says: [
      'spec.yaml:9:17: load.dataset cannot be swept: trials would be judged by different validation images; make specs of their own, and compare them',
    ],
  },
  'a sweep of what is evaluated': {
    text: sweep('strategy: grid', 'path: evaluate.splits, values: [[test], [train]]'),
    says: [
      'spec.yaml:9:17: evaluate.splits cannot be swept: it changes no training, and trials are chosen by their training',
    ],
  },
  'a sweep of the run to start from': {
    text: sweep('strategy: grid', 'path: build.from, values: [a, b]'),
    says: [
      'spec.yaml:9:17: build.from cannot be swept: it is read once, before trials are made; make specs of their own, and compare them',
    ],
  },
  'an empty path': {
    text: sweep('strategy: grid', 'path: "", values: [1]'),
    says: ['spec.yaml:9:17: the path is empty; write "path: train.batchSize"'],
  },
  'two parameters of one path': {
    text: sweep(
      'strategy: grid',
      'path: train.epochs, values: [1] }\n    e: { path: train.epochs, values: [2]',
    ),
    says: ['spec.yaml:10:16: e and lr both vary train.epochs; keep one'],
  },
  'a parameter that another one overwrites': {
    text: sweep(
      'strategy: grid',
      'path: train.optimizer.sgd.momentum, values: [0.5] }\n    optimizer: { path: train.optimizer, values: [sgd]',
    ),
    says: [
      'spec.yaml:10:24: optimizer replaces all of train.optimizer, and with it what lr says; declare optimizer before lr',
    ],
  },

  // when
  'a condition on nothing': {
    text: sweep('strategy: grid', 'path: train.epochs, values: [1], when: { optimizer: sgd }'),
    says: [
      'spec.yaml:9:63: lr depends on "optimizer", which the sweep does not vary; no parameter comes before lr',
    ],
  },
  'a condition with a typo': {
    text: withOptimizer('when: { optimiser: sgd }'),
    says: [
      'spec.yaml:10:87: momentum depends on "optimiser", which the sweep does not vary; did you mean "optimizer"?',
    ],
  },
  'a condition on itself': {
    text: sweep('strategy: grid', 'path: train.epochs, values: [1], when: { lr: 1 }'),
    says: ['spec.yaml:9:56: lr depends on "lr", which the sweep does not vary; no parameter comes before lr'],
  },
  'a condition on a later parameter': {
    text: sweep(
      'strategy: grid',
      'path: train.batchSize, values: [8], when: { e: 1 } }\n    e: { path: train.epochs, values: [1]',
    ),
    says: ['spec.yaml:9:58: lr depends on e, which comes after it; declare e first'],
  },
  'a condition that is never met': {
    text: withOptimizer('when: { optimizer: rmsprop }'),
    says: ['spec.yaml:10:87: optimizer never is "rmsprop"; it is sgd or adam'],
  },
  'a condition without values': {
    text: withOptimizer('when: { optimizer: [] }'),
    says: ['spec.yaml:10:76: momentum would never exist: no value of optimizer is named'],
  },
  'a parameter of another optimizer': {
    text: withOptimizer(''),
    says: [
      'spec.yaml:10:23: where optimizer is adam, there is no train.optimizer.sgd.momentum: train.optimizer is adam, not sgd; say with "when" in which trials momentum exists',
    ],
  },
  'a condition for a wrong optimizer': {
    text: withOptimizer('when: { optimizer: [sgd, adam] }'),
    says: [
      'spec.yaml:10:23: where optimizer is adam, there is no train.optimizer.sgd.momentum: train.optimizer is adam, not sgd; say with "when" in which trials momentum exists',
    ],
  },

  // strategies
  'asha over the epochs': {
    text: sweep('strategy: asha, trials: 3'),
    says: [
      'spec.yaml:9:17: asha chooses how many epochs a trial gets, so train.epochs cannot be swept; choose another strategy, or leave it out',
    ],
  },
  'asha with one epoch': {
    text: `${sweep('strategy: asha, trials: 3', 'path: train.batchSize, values: [8, 16]')}train: { epochs: 1 }\n`,
    sweep: { words: [''] },
    says: [
      'spec.yaml:10:13: asha judges trials by their first epoch, and train.epochs is only 1; train for at least 2, or choose strategy random',
    ],
  },
  'more seeds than there are': {
    text: `${sweep('repeats: 7')}seed: 4294967290\n`,
    sweep: { words: [''] },
    says: ['spec.yaml:10:12: 7 seeds from 4294967290 on go beyond 4294967295; begin with a smaller seed'],
  },
  'a sweep without a validation split': {
    text: sweep('objective: validation.loss').replace(', validation: 0.1', ''),
    sweep: { words: [''] },
    says: [
      'spec.yaml:10:14: the objective is validation.loss, but there is no validation split; hold images out with load.validation, as in "validation: 0.1"',
    ],
  },
};
