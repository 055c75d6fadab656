import { CONTROL, CONTROL_BYTES } from '../layout/control.js';
import { align } from './workspace.js';

/** Plans what keeps its place for as long as a model is compiled: tables, programs, weights, images. */
export class StaticMemory {
  #end = align(CONTROL + CONTROL_BYTES);
  readonly #contents: { readonly address: number; readonly words: Int32Array }[] = [];
  readonly #tables = new Map<string, number>();

  /** Address behind all that is planned. */
  get end(): number {
    return this.#end;
  }

  /** Takes `bytes` bytes, zero at first. */
  reserve(bytes: number): number {
    const address = this.#end;
    this.#end = align(address + bytes);
    return address;
  }

  /** Takes the place of `words` and remembers to write them. */
  place(words: Int32Array): number {
    const address = this.reserve(words.byteLength);
    this.#contents.push({ address, words });
    return address;
  }

  /** Like `place`, but the same table is there only once. */
  table(words: Int32Array): number {
    const name = words.join();
    const address = this.#tables.get(name) ?? this.place(words);
    this.#tables.set(name, address);
    return address;
  }

  /** Writes what was placed. */
  write(memory: SharedArrayBuffer): void {
    for (const { address, words } of this.#contents) new Int32Array(memory, address, words.length).set(words);
  }
}
