/**
 * The parameters of augmentation: byte offsets from their address, which is in the control word AUGMENT_PARAMETERS.
 * Written by ../augmentation/parameters.ts, read by the kernels. Words are f32 unless they say otherwise.
 */

/** rotation, shiftH, shiftW, zoomLow, zoomHigh, shear, fillMode, fillValue; see kernels/affine.ts. */
export const AFFINE = 0;
/** Which steps are on (i32): the sum of some FLAG_ values. */
export const FLAGS = 32;
export const FLAG_AFFINE = 1;
export const FLAG_ELASTIC = 2;
export const FLAG_THICKNESS = 4;
export const FLAG_CONTRAST = 8;
export const FLAG_BRIGHTNESS = 16;
export const FLAG_NOISE = 32;
export const FLAG_ERASING = 64;
export const FLAG_MIXUP = 128;
export const FLAG_CUTMIX = 256;
/** Pixels. */
export const THICKNESS_LOW = 36;
export const THICKNESS_HIGH = 40;
/** Factors. */
export const CONTRAST_LOW = 44;
export const CONTRAST_HIGH = 48;
/** Grey levels. */
export const BRIGHTNESS_LOW = 52;
export const BRIGHTNESS_HIGH = 56;
/** Standard deviation in grey levels. */
export const NOISE = 60;
export const ERASING_PROBABILITY = 64;
/** Share of the image. */
export const AREA_LOW = 68;
export const AREA_HIGH = 72;
/** Height over width. */
export const ASPECT_LOW = 76;
export const ASPECT_HIGH = 80;
/** 1: random grey levels; 0: the fill value (i32). */
export const ERASING_RANDOM = 84;
export const MIXUP_ALPHA = 88;
export const CUTMIX_ALPHA = 92;
/** The elastic grid: rows, floats from row to row, and how many of its columns reach four neighbouring pixels (i32). */
export const GRID_ROWS = 96;
export const GRID_STRIDE = 100;
export const COLUMN_TAPS = 104;
/** Places of the elastic tables, in bytes from the parameters (i32); see kernels/elastic.ts. */
export const ROW_FIRST = 108;
export const ROW_WEIGHTS = 112;
export const COLUMN_FIRST = 116;
export const COLUMN_WEIGHTS = 120;
/** Places in a thread's scratch, in bytes from its start (i32). */
export const SCRATCH_STROKES = 124;
export const SCRATCH_STROKES_BYTES = 128;
export const SCRATCH_PIXELS = 132;
export const SCRATCH_DISPLACEMENT = 136;
export const SCRATCH_RANDOM = 140;
export const SCRATCH_LINE = 144;
export const SCRATCH_VALUES = 148;
export const SCRATCH_PARTNER = 152;
export const SCRATCH_SAMPLER = 156;
export const PARAMETER_BYTES = 192;

/** Random streams: the last counter of Philox. 0 is the affine transform's. */
export const STREAM_AMOUNTS = 1;
export const STREAM_ELASTIC = 2;
export const STREAM_NOISE = 3;
export const STREAM_ERASING = 4;
export const STREAM_ERASED = 5;
export const STREAM_MIXING = 6;
export const STREAM_PARTNER = 7;

/** Rows of the elastic grid that a row of pixels feels. */
export const ROW_TAPS = 8;
/** Rectangles that erasing tries before it gives up. */
export const ERASING_ATTEMPTS = 10;
/** Pairs that a Beta draw tries. */
export const BETA_ATTEMPTS = 64;
