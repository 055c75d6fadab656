/**
 * What the loss and the optimizer are told: a block below the control block, one record a trainable variable, and four
 * factors a step. Byte offsets; this file holds only what AssemblyScript and TypeScript both understand.
 */
export const LEARNING = 512;

/** The optimizer: one of the RULE_ values, and its settings (f32 where nothing else is said). */
export const RULE = 0;
export const RULE_SGD = 1;
export const RULE_ADAM = 2;
export const RULE_RMSPROP = 3;
export const MOMENTUM = 4;
/** 1 or 0. */
export const NESTEROV = 8;
export const CENTERED = 12;
/** 1 − beta1 and 1 − beta2. */
export const BETA1_REST = 16;
export const BETA2_REST = 20;
export const RHO = 24;
export const RHO_REST = 28;
export const EPSILON = 32;
/** One of the CLIP_ values, and the limit (f64). */
export const CLIPPING = 36;
export const CLIP_NOTHING = 0;
export const CLIP_VALUE = 1;
export const CLIP_NORM = 2;
export const CLIP_GLOBAL_NORM = 3;
export const CLIP_LIMIT = 40;
/** Addresses of the first record and behind the last, and of the steps' factors. */
export const RECORDS_FROM = 48;
export const RECORDS_TO = 52;
export const FACTORS = 56;
/** One of the LOSS_ values; the label smoothing is f64. */
export const LOSS_KIND = 60;
export const LOSS_CROSSENTROPY = 1;
export const LOSS_SQUARED_ERROR = 2;
export const LABEL_SMOOTHING = 64;
export const LEARNING_BYTES = 72;

/** A record: places of a variable, of its lane-0 gradient within the partial gradients, and of what the optimizer keeps. */
export const WEIGHTS = 0;
export const PARTIAL = 4;
export const ROWS = 8;
export const COLUMNS = 12;
/** sgd: momentum. adam: m and v. rmsprop: velocity, momentum, average gradient. */
export const FIRST_STATE = 16;
export const SECOND_STATE = 20;
export const THIRD_STATE = 24;
/** The moving average, or 0. */
export const AVERAGE = 28;
/** The sums of squares (f64) of the gradient's blocks. */
export const SQUARES = 32;
/** Of the penalty l1·Σ|w| + l2·Σw²: l1 and 2·l2 (f32). */
export const L1 = 36;
export const L2_TWICE = 40;
/** What the gradient is multiplied by where norms are clipped (f32). */
export const SCALE = 44;
export const RECORD_BYTES = 48;

/** Values of a gradient whose squares are summed in one go: a fixed number, so that threads change no bit. */
export const BLOCK = 1024;

/** A step's factors (f32): learning rate; the same with Adam's corrections; share that decays; momentum of the average. */
export const RATE = 0;
export const CORRECTED_RATE = 4;
export const DECAY = 8;
export const AVERAGE_MOMENTUM = 12;
export const FACTOR_BYTES = 16;
