/** Specs whose blocks, and what is nested in them, must be refused, each with the one line that a person is told. */
import { type BadTable, spec, withLine } from './bad-row.js';

/** The good spec with another first layer, on line 5. */
const layer = (text: string) => withLine(5, `    - ${text}`);
/** The good spec with a residual block for its first layer: its layers begin on line 7, its other keys in column 9. */
const residual = (layers: string, more = 'activation: relu') =>
  layer(`residual:\n        layers:\n          - ${layers}\n        ${more}`);
const conv = 'conv2d: { filters: 8, kernelSize: 3, padding: same }';

export const badBlocks: BadTable = {
  'a typo deep in a block': spec(
    residual(
      `repeat:\n              times: 2\n              layers:\n                - batchNormalization\n                - conv2d: { filters: 8, kernalSize: 3 }`,
    ),
    'x.yaml:11:41: unknown key "kernalSize" in build.layers.0.residual.layers.0.repeat.layers.1.conv2d; did you mean "kernelSize"?',
  ),
  'a misspelt layer in a branch': spec(
    layer(`add: { branches: [[], [${conv}, batchNormalisation]] }`),
    'x.yaml:5:84: unknown layer "batchNormalisation"; did you mean "batchNormalization"?',
  ),
  'a misspelt shortcut': spec(
    residual(conv, 'shortcut: idenity'),
    'x.yaml:8:19: unknown shortcut "idenity"; did you mean "identity"?',
  ),
  'a number for a shortcut': spec(
    residual(conv, 'shortcut: 7'),
    'x.yaml:8:19: build.layers.0.residual.shortcut must be text or a list, found 7',
  ),
  'a kernel that does not fit, in a block': spec(
    residual('conv2d: { filters: 8, kernelSize: 29 }'),
    'x.yaml:7:35: the 29×29 kernel does not fit its 28×28 input; make it 28×28 or smaller, use padding: same, or pool less before it',
  ),
  'a shortcut that cannot be': spec(
    residual('conv2d: { filters: 8, kernelSize: 3 }'),
    'x.yaml:5:7: the branch turns 28×28×1 into 26×26×8, and no strides of a 1×1 convolution do the same; use padding: same in the branch, or write the shortcut out as a list of layers',
  ),
  'an identity of another shape': spec(
    residual(conv, 'shortcut: identity'),
    'x.yaml:8:19: the branch turns 28×28×1 into 28×28×8, which the identity cannot be added to; use shortcut: auto or projection',
  ),
  'branches that do not meet': spec(
    layer('add: { branches: [[maxPooling2d], []] }'),
    'x.yaml:5:7: add cannot merge 14×14×1 and 28×28×1; let every branch end in the same shape',
  ),
  'one branch': spec(
    layer('concatenate: { branches: [[flatten]] }'),
    'x.yaml:5:22: build.layers.0.concatenate.branches must be a list of at least 2, found 1',
  ),
  'a block without layers': spec(
    layer('repeat: { times: 2, layers: [] }'),
    'x.yaml:5:27: build.layers.0.repeat.layers must not be empty',
  ),
  'a block repeated without end': spec(
    layer('repeat: { times: 1000, layers: [repeat: { times: 1000, layers: [activation: relu] }] }'),
    'x.yaml:5:83: the model has more than 10000 layers when its blocks are written out; repeat less',
  ),
  'a block repeated too often': spec(
    layer('repeat: { times: 1001, layers: [flatten] }'),
    'x.yaml:5:24: build.layers.0.repeat.times must be at most 1000, found 1001',
  ),
  'a dense block without its growth': spec(
    layer('denseBlock'),
    'x.yaml:5:7: layer denseBlock needs options; write "denseBlock: { growthRate: 12, layers: 4 }"',
  ),
  'a penalty of nothing': spec(
    layer('conv2d: { filters: 8, kernelSize: 3, kernelRegularizer: { l3: 0.1 } }'),
    'x.yaml:5:65: unknown key "l3" in build.layers.0.conv2d.kernelRegularizer; did you mean "l1"?',
  ),
  'padding on three sides': spec(
    layer('zeroPadding2d: { padding: [1, [2, 2, 2]] }'),
    'x.yaml:5:37: build.layers.0.zeroPadding2d.padding.1 must be a list of 2, found 3',
  ),
};
