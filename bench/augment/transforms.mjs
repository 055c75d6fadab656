/** That of experiments/base.yaml: degrees, fractions of the side, factors. */
export const AUGMENTATION = {
  rotation: 10,
  shift: [0.1, 0.1],
  zoom: [0.9, 1.1],
  shear: 0,
  fillMode: 'nearest',
  fillValue: 0,
};
