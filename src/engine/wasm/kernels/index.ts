export { affineSample } from './affine';
export { augmentImages } from './augment';
export { runProgram } from './program';
export { evaluate, pack, trainEpoch } from './training';
