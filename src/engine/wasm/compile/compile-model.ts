import type { ModelAnalysis } from '../../../model/analysis.js';
import { LANES } from '../layout/operations.js';
import { backwardPass } from './backward.js';
import type { ProgramContext } from './convolution.js';
import * as elementwise from './elementwise.js';
import { forwardPass } from './forward.js';
import { nodesOf } from './graph.js';
import * as op from './operations.js';
import { Packing } from './packing.js';
import { Normalizations } from './places.js';
import { StaticMemory } from './static-memory.js';
import { type PlacedVariable, panelWidth, placeVariables } from './variables.js';
import { align, placeProgram } from './workspace.js';

/** A run of operations in memory. */
export interface ProgramRange {
  readonly from: number;
  readonly to: number;
}

/** A model as programs and a plan of the memory that they run in. Addresses and sizes in bytes. */
export interface CompiledModel {
  /** What has a fixed place; the engine adds the image sets and the results. */
  readonly memory: StaticMemory;
  readonly variables: readonly PlacedVariable[];
  readonly train: ProgramRange;
  readonly evaluate: ProgramRange;
  readonly pack: ProgramRange;
  /** Whether all threads have to meet within a step: every lane then needs a slot of its own. */
  readonly meets: boolean;
  readonly laneImages: number;
  readonly chunkImages: number;
  readonly slots: number;
  readonly slotBytes: number;
  readonly partials: number;
  readonly partialBytes: number;
}

/** A chunk's activations should stay in a core's second-level cache, gradients included. */
const CHUNK_BYTES = 2 ** 20;
/** Slots start at different places within a page, so that threads do not fight over the same cache sets. */
const SLOT_GAP = 192;

/**
 * Compiles an analysed model for batches of `batchSize` images. The programs, and how a batch is cut into lanes and
 * chunks, depend on nothing but the model and the batch size: not on the number of threads.
 */
export function compileModel(
  analysis: ModelAnalysis,
  batchSize: number,
  threads: number,
  convolution: 'winograd' | 'direct' = 'winograd',
): CompiledModel {
  const memory = new StaticMemory();
  const { byName, partialBytes } = placeVariables(analysis, memory);
  const nodes = nodesOf(analysis, { convolution, isTraining: true });
  const normalized = nodes.flatMap((node) =>
    node.kind === 'batchNormalization' && !node.isFrozen ? [node.output.channels] : [],
  );
  const meets = normalized.length > 0;
  const laneImages = Math.ceil(batchSize / LANES);
  const wanted = Math.floor(CHUNK_BYTES / (4 * Math.max(1, analysis.activations)));
  const chunkImages = meets ? laneImages : Math.max(1, Math.min(laneImages, wanted));
  const packing = new Packing(memory, threads);
  const widest = Math.max(...[...byName.values()].map(({ shape }) => Math.max(...shape)));
  const zeros = memory.reserve(panelWidth(widest) * 4);
  const normalizations = new Normalizations(
    memory,
    byName,
    packing,
    zeros,
    batchSize,
    Math.max(0, ...normalized),
  );
  const context: ProgramContext = {
    memory,
    variables: byName,
    packing,
    normalizations,
    chunkImages,
    zeros,
    scratch: op.scratchBuffer(),
  };
  const [height, width, channels] = analysis.model.inputShape;
  const image = { height, width, channels };

  const forward = forwardPass(context, image, nodes, true);
  const dLogits = op.newValue(forward.logits.layout);
  const train = placeProgram(
    [
      ...forward.operations,
      elementwise.loss(forward.logits, dLogits),
      ...backwardPass(context, nodes, forward.nodes, dLogits),
    ],
    chunkImages,
  );
  const scoringNodes = nodesOf(analysis, { convolution, isTraining: false });
  const scoring = forwardPass(context, image, scoringNodes, false);
  const evaluate = placeProgram([...scoring.operations, elementwise.predict(scoring.logits)], chunkImages);

  const slotBytes = align(Math.max(train.bytes, evaluate.bytes)) + SLOT_GAP;
  return {
    memory,
    variables: [...byName.values()],
    train: placeRange(memory, train.words),
    evaluate: placeRange(memory, evaluate.words),
    pack: placeRange(memory, placeProgram(packing.operations, 1).words),
    meets,
    laneImages,
    chunkImages,
    slots: memory.reserve(slotBytes * (meets ? LANES : threads)),
    slotBytes,
    partials: memory.reserve(partialBytes * LANES),
    partialBytes,
  };
}

function placeRange(memory: StaticMemory, words: Int32Array): ProgramRange {
  const from = memory.place(words);
  return { from, to: from + words.byteLength };
}
