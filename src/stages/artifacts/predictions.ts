/** How the predictions of a split lie in a blob: count bytes of classes, then two columns of little-endian float32. */

/** What the model said of each image of a split, in the split's order. */
export interface PredictionColumns {
  readonly predicted: Uint8Array;
  /** Probability of the predicted class. */
  readonly confidence: Float32Array;
  /** Probability of the true class. */
  readonly trueProbability: Float32Array;
}

export function encodePredictions({ predicted, confidence, trueProbability }: PredictionColumns): Uint8Array {
  const count = predicted.length;
  const bytes = new Uint8Array(count * 9);
  const view = new DataView(bytes.buffer);
  bytes.set(predicted);
  for (let i = 0; i < count; i++) {
    view.setFloat32(count + i * 4, confidence[i] ?? 0, true);
    view.setFloat32(count * 5 + i * 4, trueProbability[i] ?? 0, true);
  }
  return bytes;
}

export function decodePredictions(bytes: Uint8Array): PredictionColumns {
  const count = bytes.length / 9;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    predicted: bytes.slice(0, count),
    confidence: Float32Array.from({ length: count }, (_, i) => view.getFloat32(count + i * 4, true)),
    trueProbability: Float32Array.from({ length: count }, (_, i) => view.getFloat32(count * 5 + i * 4, true)),
  };
}
