import type { Engine } from '../engine.js';
import { augmentImages } from './augment-images.js';
import { nodePlatform } from './node-platform.js';
import { createWasmEngine } from './wasm-engine.js';

type DrawingArguments = Parameters<typeof augmentImages> extends [unknown, ...infer Rest] ? Rest : never;

/** The default engine, on Node. */
export function loadWasmEngine(): Promise<Engine> {
  return createWasmEngine(nodePlatform);
}

/** Draws images as training sees them; see `augmentImages`. */
export function drawAugmented(...drawing: DrawingArguments): Promise<Uint8Array> {
  return augmentImages(nodePlatform, ...drawing);
}
