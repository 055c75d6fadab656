/** Specs that must be refused, each with the one line that a person is told. */
import { type BadTable, good, spec, withLine } from './bad-row.js';

/** The good spec with another first layer, on line 5. */
const layer = (text: string) => withLine(5, `    - ${text}`);
const train = (text: string) => withLine(8, `train: { ${text} }`);
const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

export const badSpecs: BadTable = {
  // A typo in a key, at each level.
  'a section': spec(`${good}trian: {}\n`, '?'),
  'a key of a section': spec(train('epoch: 1'), '?'),
  'a key of load.synthetic': spec(withLine(2, 'load: { dataset: synthetic, synthetic: { trian: 5 } }'), '?'),
  'an option of an optimizer': spec(train('optimizer: { sgd: { learningrate: 1 } }'), '?'),
  'an option of early stopping': spec(train('earlyStopping: { patients: 3 }'), '?'),
  'an option of a layer': spec(layer('conv2d: { filters: 8, kernalSize: 3 }'), '?'),
  'a key of a swept parameter': spec(
    `${good}sweep:\n  parameters:\n    lr: { pth: train.epochs, values: [1] }\n`,
    '?',
  ),
  'a British optimiser': spec(train('optimiser: sgd'), '?'),
  'a key that belongs elsewhere': spec(`${good}epochs: 5\n`, '?'),

  // A word that is not one of those that there are.
  'a layer': spec(layer('conv3d: { filters: 8, kernelSize: 3 }'), '?'),
  'a layer without options': spec(layer('maxpool2d'), '?'),
  'an optimizer': spec(train('optimizer: { sdg: { momentum: 0.9 } }'), '?'),
  'an optimizer of the future': spec(train('optimizer: adam'), '?'),
  'a loss': spec(train('loss: sparseCategoricalCrossEntropyy'), '?'),
  'an activation': spec(layer('conv2d: { filters: 8, kernelSize: 3, activation: rleu }'), '?'),
  'an initializer': spec(layer('conv2d: { filters: 8, kernelSize: 3, kernelInitializer: glorot }'), '?'),
  'a padding': spec(layer('conv2d: { filters: 8, kernelSize: 3, padding: smae }'), '?'),
  'a data set': spec(withLine(2, 'load: { dataset: mnits }'), '?'),
  'a split': spec(`${good}evaluate: { splits: [tets] }\n`, '?'),
  'a report format': spec(`${good}report: { formats: [html, pdf] }\n`, '?'),

  // Wrong type, out of range, no number at all.
  'text for a number': spec(train('epochs: many'), '?'),
  'a number in quotes': spec(train('epochs: "5"'), '?'),
  'a fraction for a whole number': spec(train('batchSize: 32.5'), '?'),
  'yes for true': spec(layer('conv2d: { filters: 8, kernelSize: 3, useBias: yes }'), '?'),
  'a list for a section': spec(withLine(8, 'train: [1, 2]'), '?'),
  'a number for a layer': spec(layer('7'), '?'),
  'no epochs': spec(train('epochs: 0'), '?'),
  'a learning rate below 0': spec(train('optimizer: { sgd: { learningRate: -0.1 } }'), '?'),
  'a momentum above 1': spec(train('optimizer: { sgd: { momentum: 9 } }'), '?'),
  'dropout of everything': spec(layer('dropout: 1'), '?'),
  'a rotation beyond a half turn': spec(`${good}augment: { rotation: 270 }\n`, '?'),
  'an accuracy in percent': spec(`${good}report: { paper: { test.accuracy: 99.56 } }\n`, '?'),
  'a seed beyond 32 bits': spec(`${good}seed: 4294967296\n`, '?'),
  'not a number': spec(train('optimizer: { sgd: { learningRate: .nan } }'), '?'),
  infinity: spec(train('optimizer: { sgd: { learningRate: .inf } }'), '?'),
  '1e999': spec(train('epochs: 1e999'), '?'),
  '2^53 + 1': spec(`${good}seed: 9007199254740993\n`, '?'),
  'a name that is a path': spec(withLine(1, 'name: ../../etc/x'), '?'),
  'a missing section': spec('name: x\nload: { dataset: synthetic }\n', '?'),
  'several problems': { ...spec(train('epoch: 1, batchSize: 0, loss: mse'), '?'), json: true },

  // YAML.
  'a key twice': spec(`${good}train: { epochs: 2 }\n`, '?'),
  'a tab': spec(`${good}augment:\n\trotation: 10\n`, '?'),
  'an unclosed bracket': spec(withLine(2, 'load: { dataset: synthetic'), '?'),
  'an unclosed quote': spec(withLine(1, 'name: "x'), '?'),
  'a colon in a value': spec(`${good}description: CNN: small\n`, '?'),
  'bad indentation': spec(withLine(6, '   - flatten'), '?'),
  'an alias bomb': spec(
    `a: &a [${Array(20).fill('x')}]\nb: &b [${Array(20).fill('*a')}]\nc: &c [${Array(20).fill('*b')}]\nd: [${Array(20).fill('*c')}]\n`,
    '?',
  ),
  'a thousand levels': spec(`name: ${'['.repeat(1000)}${']'.repeat(1000)}\n`, '?'),
  'a hundred thousand levels': spec(`name: ${'{a: '.repeat(100_000)}\n`, '?'),
  __proto__x: spec(`${good}__proto__: { polluted: true }\n`, '?'),
  'constructor.prototype': spec(`${good}constructor: { prototype: { polluted: true } }\n`, '?'),
  'two documents': spec(`${good}---\n${good}`, '?'),
  'an unknown tag': spec(withLine(1, 'name: !!js/function x'), '?'),
  'a list at the top': spec('- flatten\n- dense\n', '?'),
  'nothing but text': spec('hello\n', '?'),
  'an empty file': spec('', '?'),
  'only a comment': spec('# to do\n', '?'),
  'a NUL byte': spec(bytes('name: x', 0, '\n'), '?'),
  'bytes that are not UTF-8': spec(bytes('name: x\ndescription: caf', 0xe9, '\n'), '?'),
  'a binary file': spec(bytes(0x89, 'PNG\r\n', 0x1a, '\n', 0, 0, 0, 13), '?'),
  '10 MB': { ...spec(`# ${'x'.repeat(10_000_000)}\n${good}`, '?') },

  // extends
  'a missing file to extend': { ...spec(`extends: goood.yaml\n${good}`, '?'), json: true },
  'a circle of extends': {
    ...spec(`extends: y.yaml\n${good}`, '?'),
    files: { 'x.yaml': `extends: y.yaml\n${good}`, 'y.yaml': 'extends: x.yaml\n' },
  },
  'a spec that extends itself': spec(`extends: x.yaml\n${good}`, '?'),
  'a folder to extend': { ...spec('', '?'), files: { 'x.yaml': `extends: sub\n${good}`, sub: null } },
  'a mistake in the file that is extended': {
    ...spec('', '?'),
    files: { 'x.yaml': 'extends: sub/y.yaml\nname: z\n', 'sub/y.yaml': train('epoch: 1') },
  },

  // Values that are right alone and wrong together.
  'two layers in one item': spec(withLine(6, '    - flatten: {}\n      dropout: 0.5'), '?'),
  'options beside a layer': spec(layer('conv2d:\n      filters: 8\n      kernelSize: 3'), '?'),
  'a kernel larger than its map': spec(layer('conv2d: { filters: 8, kernelSize: 29 }'), '?'),
  'a pool larger than its map': spec(layer('maxPooling2d: { poolSize: [2, 30] }'), '?'),
  'a map pooled away': spec(layer([...Array(5).fill('maxPooling2d')].join('\n    - ')), '?'),
  'fewer outputs than classes': spec(withLine(7, '    - dense: { units: 9, activation: softmax }'), '?'),
  'an output without softmax': spec(withLine(7, '    - dense: { units: 10 }'), '?'),
  'no output layer': spec(withLine(7, '    - dropout: 0.5'), '?'),
  'softmax in the middle': spec(
    withLine(6, '    - flatten\n    - dense: { units: 8, activation: softmax }'),
    '?',
  ),
  'dense on a map': spec(withLine(6, '    - dense: { units: 8 }'), '?'),
  'a convolution after flatten': spec(layer('flatten\n    - conv2d: { filters: 8, kernelSize: 3 }'), '?'),
  'a network beyond memory': spec(layer('flatten\n    - dense: { units: 1000000 }'), '?'),
  'all images for validation': spec(withLine(2, 'load: { dataset: synthetic, validation: 6000 }'), '?'),
  'more images for validation than the limit leaves': spec(
    withLine(2, 'load: { dataset: mnist, limit: 100, validation: 200 }'),
    '?',
  ),
  'one and a half images for validation': spec(
    withLine(2, 'load: { dataset: synthetic, validation: 1.5 }'),
    '?',
  ),
  'early stopping without validation': spec(
    good.replace(', validation: 0.1', '').replace('epochs: 1', 'earlyStopping: {}'),
    '?',
  ),
  'a sweep of a path that is not there': spec(
    `${good}sweep: { parameters: { lr: { path: train.optimizer.sgd.lerningRate, values: [1] } } }\n`,
    '?',
  ),
  'the test set as objective': {
    ...spec(
      `${good}sweep: { objective: test.accuracy, parameters: { e: { path: train.epochs, values: [1] } } }\n`,
      '?',
    ),
    json: true,
  },
};
