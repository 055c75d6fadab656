/** What training on an image costs, so that speeds measured with one network say something of another. */
import type { ModelAnalysis } from '../model/analysis.js';

/**
 * What a layer's output costs beside its FLOPs, in FLOPs a value: written, read by what follows, and both again on the
 * way back. It makes the rates of the paper's network, a ResNet and a DenseNet meet within a factor of 1.5, where FLOPs
 * alone are off by 5.
 */
const WORK_PER_ACTIVATION = 1000;
/** The forward pass is one of three. */
const FORWARD_SHARE = 1 / 3;

/**
 * What training on one image costs: its FLOPs, less those whose results nobody reads, and the traffic of its activations,
 * less that of the way back where frozen layers need none.
 */
export function trainingWork({ liveTrainingFlops, activations, spared }: ModelAnalysis): number {
  return liveTrainingFlops + WORK_PER_ACTIVATION * (activations - (1 - FORWARD_SHARE) * spared.activations);
}

/** What scoring an image costs: its share of a training in which nothing is frozen. */
export function scoringWork({ liveTrainingFlops, activations, spared }: ModelAnalysis): number {
  return FORWARD_SHARE * (liveTrainingFlops + spared.flops + WORK_PER_ACTIVATION * activations);
}
