/** A spec of a network that learns the drawings in a moment. */
export function specOf(dataset: string, more = ''): string {
  return `name: own
load: { dataset: ${dataset}, validation: 0.2 }
build:
  layers:
    - conv2d: { filters: 4, kernelSize: 3, padding: same, activation: relu }
    - maxPooling2d: { poolSize: 2 }
    - flatten
    - dense: { units: classes, activation: softmax }
train: { epochs: 4, batchSize: 8, optimizer: { adam: { learningRate: 0.02 } } }
${more}`;
}
