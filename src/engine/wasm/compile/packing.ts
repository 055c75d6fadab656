/** The copies of weights in the order that the kernels read them in; made anew after each step. */
import type { Pair } from '../../../model/layer.js';
import * as code from '../layout/operations.js';
import type { StaticMemory } from './static-memory.js';
import { type PlacedVariable, panelWidth } from './variables.js';
import { kernelPlane, TILES_SCRATCH } from './winograd.js';
import type { Operation } from './workspace.js';

/** A kernel at the points of Winograd's algorithm. */
export interface WinogradPanels {
  readonly panels: number;
  readonly transposed: number;
}

/** The cells of a kernel that meet every `strides`-th input: those from `first` on in steps of `strides`. */
export interface Phase {
  readonly first: Pair;
  readonly strides: Pair;
  /** How many, down and across. */
  readonly cells: Pair;
}

/** Places packed copies where they are asked for, each once. */
export class Packing {
  readonly #memory: StaticMemory;
  readonly #threads: number;
  readonly #places = new Map<string, number>();
  readonly #winograd = new Map<string, WinogradPanels>();
  readonly #operations: Operation[] = [];
  #scratch = 0;

  constructor(memory: StaticMemory, threads: number) {
    this.#memory = memory;
    this.#threads = threads;
  }

  /** What makes all copies. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** Panels of 8 output channels, [⌈out / 8⌉][the other sides][8]; for a bias, its values and zeros up to a multiple of 8. */
  panels({ name, length, shape, weights }: PlacedVariable): number {
    return this.#place(`${name} panels`, () => {
      const channels = shape.at(-1) ?? 1;
      const rows = length / channels;
      const panels = this.#memory.reserve(rows * panelWidth(channels) * 4);
      this.#add(code.PACK_PANELS, [weights, rows, channels, panels]);
      return panels;
    });
  }

  /**
   * Panels of the kernel turned by 180°, in and out exchanged, for the gradient with respect to the input; of a strided
   * convolution those cells that meet the inputs of one phase.
   */
  transposed({ name, shape, weights }: PlacedVariable, phase: Phase): number {
    const { first, strides, cells } = phase;
    return this.#place(`${name} transposed ${first.join()}`, () => {
      const [outChannels = 1, inChannels = 1, width = 1] = shape.toReversed();
      const rows = cells[0] * cells[1] * outChannels;
      const transposed = this.#memory.reserve(rows * panelWidth(inChannels) * 4);
      const kernel = [width, inChannels, outChannels];
      this.#add(code.PACK_TRANSPOSED, [weights, ...kernel, ...first, ...strides, ...cells, transposed]);
      return transposed;
    });
  }

  /** The cells of a kernel with in and out exchanged: [height, width, out, in]. */
  turned({ name, shape, length, weights }: PlacedVariable): number {
    return this.#place(`${name} turned`, () => {
      const [outChannels = 1, inChannels = 1] = shape.toReversed();
      const turned = this.#memory.reserve(length * 4);
      const cells = length / (inChannels * outChannels);
      this.#add(code.PACK_TURNED, [weights, cells, inChannels, outChannels, turned]);
      return turned;
    });
  }

  /** A 3×3 kernel at the points of F(m, 3), for the forward pass and for the gradient with respect to the input. */
  winograd({ name, shape, weights }: PlacedVariable, m: number, needsTransposed: boolean): WinogradPanels {
    const known = this.#winograd.get(name);
    if (known !== undefined) return known;
    const [, , inChannels = 1, outChannels = 1] = shape;
    const plane = kernelPlane(inChannels, outChannels);
    const bytes = (m + 2) ** 2 * plane;
    if (this.#scratch === 0) this.#scratch = this.#memory.reserve(TILES_SCRATCH * this.#threads);
    const panels = this.#memory.reserve(bytes);
    const transposed = needsTransposed ? this.#memory.reserve(bytes) : 0;
    const places = [panels, transposed, plane, this.#scratch, TILES_SCRATCH];
    this.#add(code.PACK_WINOGRAD, [m, weights, inChannels, outChannels, ...places]);
    this.#winograd.set(name, { panels, transposed });
    return { panels, transposed };
  }

  /** Any other copy. */
  add(operation: Operation): void {
    this.#operations.push(operation);
  }

  #place(key: string, make: () => number): number {
    const place = this.#places.get(key) ?? make();
    this.#places.set(key, place);
    return place;
  }

  #add(kind: number, fields: readonly number[]): void {
    this.#operations.push({ kind, buffers: [], fields: () => fields });
  }
}
