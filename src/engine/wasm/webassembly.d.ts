/** The part of the WebAssembly API that the engine uses: TypeScript declares it only together with the whole DOM. */
declare namespace WebAssembly {
  class Module {
    private readonly brand: 'Module';
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum: number; readonly shared: boolean });
    readonly buffer: SharedArrayBuffer;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(
    module: Module,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<Instance>;
}
