/** A spec that uses every section, with its shorthands. */
export const fullSpec = `# The paper's network
name: baseline
description: "The paper's CNN: on MNIST"
seed: 1
load: { dataset: mnist, validation: 0.1 }
normalize: { scale: [0, 1] }
augment: { rotation: 10, shift: 0.1, zoom: 0.1 }
build:
  layers:
    - conv2d: { filters: 32, kernelSize: 3, padding: same, activation: relu }
    - maxPooling2d
    - flatten
    - dense: { units: 64, activation: relu }
    - dropout: 0.5
    - dense: { units: 10, activation: softmax }
train:
  optimizer: { sgd: { learningRate: 0.01, momentum: 0.9 } }
  epochs: 50
  earlyStopping: { patience: 10, restoreBest: true }
report: { formats: [html, csv], paper: { test.accuracy: 0.9956 } }
sweep:
  parameters:
    lr: { path: train.optimizer.sgd.learningRate, values: [0.1, 0.03] }
`;

/** The same experiment, written in full and in another order. */
export const sameSpec = `
sweep: { parameters: { m: { path: train.optimizer.sgd.momentum, values: [0, 0.5] } } }
report: { formats: [csv, html], paper: { test.accuracy: 99.56e-2 } }
evaluate: { splits: [test, train, validation] }
train:
  earlyStopping: { restoreBest: true, patience: 10, monitor: validation.loss }
  epochs: 5e1
  batchSize: 32
  loss: sparseCategoricalCrossentropy
  optimizer:
    sgd:
      nesterov: false
      momentum: .9
      learningRate: 0.0100
build:
  layers:
    - conv2d:
        activation: relu
        padding: same
        kernelSize: [3, 3]
        strides: 1
        filters: 0x20
    - maxPooling2d: { poolSize: 2, strides: 2 }
    - flatten: {}
    - dense: { activation: relu, units: 64, useBias: true }
    - dropout: { rate: 0.5 }
    - dense: { activation: softmax, units: 10 }
augment: { zoom: [0.9, 1.1], shift: [0.1, 0.1], rotation: 10.0 }
load: { validation: 0.1, dataset: mnist, synthetic: { train: 5 } }
name: baseline
`;
