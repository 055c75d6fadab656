/**
 * The control block: where the main thread and the workers meet. Byte offsets from `CONTROL`; read by the kernels
 * (AssemblyScript) and by the trainable (TypeScript), so this file holds only what both languages understand.
 */
export const CONTROL = 1024;

/** Set by the main thread to end the call after the current step. */
export const ABORT = 0;
/** Barrier: threads that have arrived, and how often it has opened. */
export const ARRIVED = 4;
export const GENERATION = 8;
/** The next lane or chunk that nobody has taken. */
export const NEXT = 12;
/** Why the epoch ended early: one of the STOP_ values. */
export const STOP = 16;
export const STOP_NONE = 0;
export const STOP_NOT_FINITE = 1;
export const STOP_ABORTED = 2;
/** Steps that are done; images that are done; of these, classified correctly; the sum of their losses (f64). */
export const STEPS_DONE = 20;
export const IMAGES_DONE = 24;
export const CORRECT = 28;
export const LOSS_SUM = 32;

export const THREADS = 48;
export const BATCH_SIZE = 52;
/** Images of a lane, and of a chunk of it. */
export const LANE_IMAGES = 56;
export const CHUNK_IMAGES = 60;
/** Address of the image numbers in their order (u32), and how many there are. */
export const ORDER = 64;
export const COUNT = 68;
export const EPOCH = 72;
/** The image set: addresses of pixels and labels (u8), and the shape of an image. */
export const PIXELS = 76;
export const LABELS = 80;
export const HEIGHT = 84;
export const WIDTH = 88;
export const CHANNELS = 92;
/** value = pixel·scale + offset (f32). */
export const PIXEL_SCALE = 96;
export const PIXEL_OFFSET = 100;
/** 1: images are augmented as the parameters at AUGMENT_PARAMETERS say. */
export const AUGMENTS = 104;
export const AUGMENT_KEY = 108;
export const DROPOUT_KEY = 116;
/** Programs: addresses of the first operation and behind the last. */
export const TRAIN_FROM = 124;
export const TRAIN_TO = 128;
export const EVALUATE_FROM = 132;
export const EVALUATE_TO = 136;
export const PACK_FROM = 140;
export const PACK_TO = 144;
/** 1: the threads meet within a step, and each lane has work memory of its own. */
export const MEETS = 184;
/** Work memory of each thread, or lane; partial gradients of each lane. */
export const SLOTS = 148;
export const SLOT_BYTES = 152;
export const PARTIALS = 156;
export const PARTIAL_BYTES = 160;
/** Per position of the order: loss (f32), 1 where correct (u8), probabilities (f32 × CLASSES). */
export const LOSSES = 164;
export const HITS = 168;
export const PROBABILITIES = 172;
/** Pixels by which images are moved when they are scored. */
export const SHIFT_DOWN = 176;
export const SHIFT_RIGHT = 180;
/** Address of the parameters (layout/augmentation.ts); of the scratches, the bytes of each, and how many threads have taken one. */
export const AUGMENT_PARAMETERS = 192;
export const AUGMENT_SCRATCH = 196;
export const AUGMENT_SCRATCH_BYTES = 200;
export const AUGMENT_SCRATCHES_TAKEN = 204;
export const CONTROL_BYTES = 256;
