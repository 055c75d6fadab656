/** Augmentation that cannot be. */
import { type BadSpec, good } from './bad-spec.js';

const augment = (text: string) => `${good}augment: { ${text} }\n`;

export const specsWithWrongAugmentation: Readonly<Record<string, BadSpec>> = {
  'thickness beyond 5 pixels': {
    text: augment('thickness: 9'),
    says: ['spec.yaml:7:23: augment.thickness must be at most 5, found 9'],
  },
  'thickness from thick to thin': {
    text: augment('thickness: [2, -1]'),
    says: ['spec.yaml:7:12: augment.thickness must be [low, high], found [2, -1]'],
  },
  'contrast from high to low': {
    text: augment('contrast: [1.5, 0.5]'),
    says: ['spec.yaml:7:12: augment.contrast must be [low, high], found [1.5, 0.5]'],
  },
  'brightness in grey levels': {
    text: augment('brightness: 30'),
    says: ['spec.yaml:7:24: augment.brightness must be at most 1, found 30'],
  },
  'noise below 0': {
    text: augment('noise: -0.1'),
    says: ['spec.yaml:7:19: augment.noise must be at least 0, found -0.1'],
  },
  'elastic distortion in a word': {
    text: augment('elastic: strong'),
    says: ['spec.yaml:7:21: augment.elastic must be a number, a map or null, found the text "strong"'],
  },
  'elastic distortion finer than a pixel': {
    text: augment('elastic: { sigma: 0.5 }'),
    says: ['spec.yaml:7:30: augment.elastic.sigma must be at least 1, found 0.5'],
  },
  'a misspelt strength': {
    text: augment('elastic: { alhpa: 34 }'),
    says: ['spec.yaml:7:23: unknown key "alhpa" in augment.elastic; did you mean "alpha"?'],
  },
  'erasing more often than always': {
    text: augment('erasing: 1.5'),
    says: ['spec.yaml:7:21: augment.erasing must be at most 1, found 1.5'],
  },
  'erasing from large to small': {
    text: augment('erasing: { area: [0.4, 0.1] }'),
    says: ['spec.yaml:7:23: augment.erasing.area must be [low, high], found [0.4, 0.1]'],
  },
  'erasing with an aspect of 0': {
    text: augment('erasing: { aspect: [0, 1] }'),
    says: ['spec.yaml:7:32: augment.erasing.aspect.0 must be at least 0.01, found 0'],
  },
  'erasing with an unknown fill': {
    text: augment('erasing: { fill: randon }'),
    says: ['spec.yaml:7:29: unknown fill "randon"; did you mean "random"?'],
  },
  'mixing misspelt': {
    text: augment('mixUp: 0.2'),
    says: ['spec.yaml:7:12: unknown key "mixUp" in augment; did you mean "mixup"?'],
  },
  'mixing below 0': {
    text: augment('cutmix: { alpha: -1 }'),
    says: ['spec.yaml:7:29: augment.cutmix.alpha must be at least 0, found -1'],
  },
};
