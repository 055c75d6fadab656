import type { Engine } from '../engine.js';
import { type Augmenter, openAugmenter } from './augmenter.js';
import { nodePlatform } from './node-platform.js';
import { createWasmEngine } from './wasm-engine.js';

type OpeningArguments = Parameters<typeof openAugmenter> extends [unknown, ...infer Rest] ? Rest : never;

/** The default engine, on Node. */
export function loadWasmEngine(): Promise<Engine> {
  return createWasmEngine(nodePlatform);
}

/** Opens an image set for augmentation; see `openAugmenter`. */
export function openWasmAugmenter(...opening: OpeningArguments): Promise<Augmenter> {
  return openAugmenter(nodePlatform, ...opening);
}
