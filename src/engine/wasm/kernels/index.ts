export { affineSample } from './affine';
export { runProgram } from './program';
export { evaluate, pack, trainEpoch } from './training';
