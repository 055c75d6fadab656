/**
 * Operations of a compiled program, and the activations they can apply. An operation is a run of 32-bit words: kind,
 * number of words, then its fields in the order that a `run…` function of ../kernels reads
 * and a function of ../compile writes.
 * This file holds only what AssemblyScript and TypeScript both understand.
 */
export const GATHER = 1;
export const UNFOLD = 2;
export const CLEAR = 3;
export const PRODUCT = 4;
export const WEIGHT_GRADIENT = 5;
export const BIAS_GRADIENT = 6;
export const MAX_POOL = 7;
export const MAX_POOL_BACKWARD = 8;
export const AVERAGE_POOL = 9;
export const AVERAGE_POOL_BACKWARD = 10;
export const ACTIVATE = 11;
export const ACTIVATE_BACKWARD = 12;
export const DROPOUT = 13;
export const DROPOUT_BACKWARD = 14;
export const LOSS = 15;
export const PREDICT = 16;
export const PACK_PANELS = 18;
export const PACK_TRANSPOSED = 19;
export const PACK_WINOGRAD = 20;
export const WINOGRAD = 21;
export const WINOGRAD_GRADIENT = 22;
export const WINOGRAD_INPUT_GRADIENT = 23;
/** Ends a part of a program: all threads meet, one of them settles what the next part needs of the whole batch. */
export const SETTLE_MOMENTS = 24;
export const SETTLE_GRADIENTS = 25;
export const IMAGE_MOMENTS = 26;
export const NORMALIZE = 27;
export const GRADIENT_MOMENTS = 28;
export const NORMALIZE_BACKWARD = 29;
export const PACK_NORMALIZATION = 30;
export const LAYER_NORMALIZE = 31;
export const LAYER_NORMALIZE_BACKWARD = 32;
export const DEPTHWISE = 33;
export const DEPTHWISE_BACKWARD = 34;
export const ADD = 35;
export const COPY = 36;
export const SPATIAL_DROPOUT = 37;
export const SPATIAL_DROPOUT_BACKWARD = 38;
export const CONVOLVE_AND_POOL = 39;
export const CONVOLVE_AND_POOL_BACKWARD = 40;
export const WINNER_GRADIENT = 41;
export const PACK_TURNED = 42;

export const LINEAR = 0;
export const RELU = 1;
export const SIGMOID = 2;
export const TANH = 3;
export const LEAKY_RELU = 4;
export const ELU = 5;
export const GELU = 6;
export const SILU = 7;

/** The batch is cut into at most this many lanes, whatever the number of threads: each has its own partial gradients. */
export const LANES = 8;

/** Bytes of a tile of 6 × 6 vectors, the largest of Winograd's algorithm; who maps tiles has scratch memory for two. */
export const TILE_BYTES = 576;
