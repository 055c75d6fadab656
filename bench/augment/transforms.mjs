/** The transforms that are measured, in the engine's words (src/engine/engine.ts). */
const none = {
  rotation: 0,
  shift: [0, 0],
  zoom: [1, 1],
  shear: 0,
  fillMode: 'nearest',
  fillValue: 0,
};

/** That of experiments/base.yaml: degrees, fractions of the side, factors. */
export const AFFINE = { ...none, rotation: 10, shift: [0.1, 0.1], zoom: [0.9, 1.1] };

/** Simard et al. 2003: the best of their parameters for digits. */
export const ELASTIC = { ...none, elastic: { alpha: 34, sigma: 4 } };

export const TRANSFORMS = { affine: AFFINE, elastic: ELASTIC };
