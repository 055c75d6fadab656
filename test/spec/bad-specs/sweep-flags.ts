/** Sweeps of the command line that must be refused. */
import { type BadSpec, good, sweep, withOptimizer } from './bad-spec.js';

export const wrongSweepFlags: Readonly<Record<string, BadSpec>> = {
  'a parameter that is not declared': {
    text: sweep('repeats: 1'),
    sweep: { words: ['lrr'] },
    says: ['--sweep: the spec declares no parameter "lrr" to sweep; did you mean "lr"?'],
  },
  'a parameter without values': {
    text: sweep('repeats: 1'),
    sweep: { words: ['batchSize'] },
    says: [
      '--sweep: the spec declares no parameter "batchSize" to sweep; give it values: --sweep \'batchSize=VALUE,VALUE\'',
    ],
  },
  'a sweep of a spec that declares none': {
    text: good,
    sweep: { words: [''] },
    says: [
      "--sweep: the spec declares no parameters to sweep; name them: --sweep 'learningRate=0.1,0.01', or repeat it as it is: --repeats 3",
    ],
  },
  'the initials of a key': {
    text: good,
    sweep: { words: ['lr=1'] },
    says: ['--sweep lr: unknown parameter "lr"; did you mean train.optimizer.sgd.learningRate?'],
  },
  'a key in two places': {
    text: good.replace('- flatten', '- flatten\n    - dense: { units: 8 }'),
    sweep: { words: ['units=8,16'] },
    says: [
      '--sweep units: "units" is in more than one place: build.layers.1.dense.units and build.layers.2.dense.units; name one: --sweep \'build.layers.1.dense.units=…\'',
    ],
  },
  'an unknown key': {
    text: good,
    sweep: { words: ['frobnication=1'] },
    says: [
      '--sweep frobnication: unknown parameter "frobnication"; name it by its path, as in train.batchSize',
    ],
  },
  'a path with a typo on the command line': {
    text: sweep('repeats: 1'),
    sweep: { words: ['train.bachSize=1'] },
    says: [
      '--sweep train.bachSize: no parameter train.bachSize: unknown key "bachSize" in train; did you mean "batchSize"?',
    ],
  },
  'a wrong value on the command line': {
    text: sweep('repeats: 1'),
    sweep: { words: ['lr=3,0'] },
    says: ['--sweep lr: train.epochs must be at least 1, found 0'],
  },
  'bad YAML on the command line': {
    text: sweep('repeats: 1'),
    sweep: { words: ['lr={ a: 1'] },
    says: ['--sweep lr: a map in brackets is not closed; end it with "}"'],
  },
  'two parameters in one word': {
    text: sweep('repeats: 1'),
    sweep: { words: ['lr=1,momentum=3'] },
    says: ['--sweep lr: lr has the value "momentum=3"; give each parameter a --sweep of its own'],
  },
  'no values at all': {
    text: sweep('repeats: 1'),
    sweep: { words: ['lr=', 'lr=[]', '=1', 'lr,,lr', 'lr,lr'] },
    says: [
      "--sweep: no parameter is named; write --sweep 'lr=0.1,0.01'",
      '--sweep: a name is missing between commas; write --sweep lr,momentum',
      '--sweep: lr is named twice; keep one',
      "--sweep lr: lr gets no values; write --sweep 'lr=VALUE,VALUE' or 'lr=LOW..HIGH'",
      "--sweep lr: lr gets no values; write --sweep 'lr=VALUE,VALUE'",
    ],
  },
  'half a range': {
    text: sweep('repeats: 1'),
    sweep: { words: ['lr=1..', 'lr=log:2', 'lr=1e999..2'] },
    says: [
      '--sweep lr: "1.." is no range; write LOW..HIGH, LOW..HIGH:STEP or log:LOW..HIGH',
      '--sweep lr: "log:2" is no range; write LOW..HIGH, LOW..HIGH:STEP or log:LOW..HIGH',
      '--sweep lr: the number 1e999 is too large',
    ],
  },
  'an unknown strategy on the command line': {
    text: sweep('repeats: 1'),
    sweep: { words: [''], strategy: 'randon' },
    says: ['--strategy: unknown strategy "randon"; did you mean "random"?'],
  },
  'a strategy that wants trials on the command line': {
    text: sweep('repeats: 1'),
    sweep: { words: [''], strategy: 'tpe' },
    says: ['--strategy: strategy tpe needs a number of trials; add "trials: 20"'],
  },
  'the test set as objective on the command line': {
    text: sweep('repeats: 1'),
    sweep: { words: [''], objective: 'test.loss' },
    says: [
      '--objective: sweep.objective must not be "test.loss": what the test set helped to choose, it can no longer judge; write "validation.loss"',
    ],
  },
  'a condition on what is not swept this time': {
    text: withOptimizer('when: { optimizer: sgd }'),
    sweep: { words: ['momentum'] },
    says: [
      'spec.yaml:10:87: momentum depends on "optimizer", which the sweep does not vary; no parameter comes before momentum',
    ],
  },
  'a parameter of an optimizer that the spec does not have': {
    text: `${sweep('repeats: 1', 'path: train.optimizer.sgd.momentum, values: [0, 0.9]')}train: { optimizer: adam }\n`,
    sweep: { words: ['lr'] },
    says: [
      'spec.yaml:9:17: there is no train.optimizer.sgd.momentum: train.optimizer is adam, not sgd; give lr another path',
    ],
  },
};
