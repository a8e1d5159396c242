/**
 * A WebAssembly module encoder, as small as this package's needs.
 *
 * Modules are generated at run time in a few places: guards around CPython's exports, and functions that hand
 * JavaScript callbacks to C. All are a few imports, a few bodies of a dozen instructions, and exports. The libraries
 * that assemble WebAssembly (binaryen, wabt) are megabytes that every page would load for that, so this file is the
 * one place where bytes are written by hand. The format is the WebAssembly core specification's, chapter 5.
 */

/** Value types by the letters that {@link WasmModule} takes: i32, i64, f32, f64. */
const valueTypes: Readonly<Record<string, number>> = { i: 0x7f, j: 0x7e, f: 0x7d, d: 0x7c };

/** Unsigned LEB128. */
export function uleb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function sleb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) {
      bytes.push(byte);
      return bytes;
    }
    bytes.push(byte | 0x80);
  }
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...uleb(bytes.length), ...bytes];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...uleb(items.length), ...items.flat()];
}

function section(id: number, content: number[]): number[] {
  const bytes = [id, ...uleb(content.length)];
  for (const byte of content) bytes.push(byte);
  return bytes;
}

/** A module under construction. All imports come before the first function. */
export class WasmModule {
  readonly #types: number[][] = [];
  readonly #typeIndex: Map<string, number> = new Map();
  readonly #imports: number[][] = [];
  readonly #functions: {
    readonly type: number;
    readonly locals: number;
    readonly code: readonly number[];
  }[] = [];
  readonly #exports: number[][] = [];
  #functionImports = 0;

  /** Imports the memory `module.name`; it is memory 0. */
  importMemory(module: string, name: string): void {
    this.#imports.push([...text(module), ...text(name), 2, 0, 0]);
  }

  /** Imports a function of type `result:parameters` (letters i, j, d, v) and returns its index. */
  importFunction(module: string, name: string, signature: string): number {
    if (this.#functions.length > 0) throw new Error("a WasmModule's imports come before its functions");
    this.#imports.push([...text(module), ...text(name), 0, ...uleb(this.#type(signature))]);
    return this.#functionImports++;
  }

  /**
   * Adds a function with the given instructions (without `end`) and so many i32 locals after its parameters,
   * optionally exported, and returns its index.
   */
  function(signature: string, code: readonly number[], exportName?: string, locals = 0): number {
    const index = this.#functionImports + this.#functions.length;
    this.#functions.push({ type: this.#type(signature), locals, code });
    if (exportName !== undefined) this.export(exportName, index);
    return index;
  }

  /** Exports the function with the given index, which may be an import. */
  export(name: string, index: number): void {
    this.#exports.push([...text(name), 0, ...uleb(index)]);
  }

  /** The module's bytes. */
  bytes(): Uint8Array<ArrayBuffer> {
    const bodies = this.#functions.map(({ locals, code }) => {
      const declared = locals === 0 ? [0] : [1, ...uleb(locals), 0x7f];
      const body = [...uleb(declared.length + code.length + 1), ...declared];
      for (const byte of code) body.push(byte);
      body.push(0x0b);
      return body;
    });
    const parts = [
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, vector(this.#types)),
      section(2, vector(this.#imports)),
      section(3, vector(this.#functions.map(({ type }) => uleb(type)))),
    ];
    parts.push(section(7, vector(this.#exports)), section(10, vector(bodies)));
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  #type(signature: string): number {
    const known = this.#typeIndex.get(signature);
    if (known !== undefined) return known;
    const [result = "v", parameters = ""] = signature.split(":");
    const encode = (letter: string): number[] => {
      const type = valueTypes[letter];
      if (type === undefined)
        throw new Error(`no WebAssembly type has the letter '${letter}' (in '${signature}')`);
      return [type];
    };
    const index = this.#types.length;
    this.#types.push([
      0x60,
      ...vector([...parameters].map(encode)),
      ...vector(result === "v" ? [] : [encode(result)]),
    ]);
    this.#typeIndex.set(signature, index);
    return index;
  }
}

/** Instructions that the generated modules use. */
export const op = {
  localGet: (index: number): number[] => [0x20, ...uleb(index)],
  localTee: (index: number): number[] => [0x22, ...uleb(index)],
  i32Const: (value: number): number[] => [0x41, ...sleb(value)],
  i32Load: (offset: number): number[] => [0x28, 0x02, ...uleb(offset)],
  i32Store: (offset: number): number[] => [0x36, 0x02, ...uleb(offset)],
  call: (index: number): number[] => [0x10, ...uleb(index)],
  i32Add: [0x6a],
  i32Eq: [0x46],
  i32GeS: [0x4e],
  if: [0x04, 0x40],
  end: [0x0b],
  v128Load: (offset: number): number[] => [0xfd, 0x00, 0x04, ...uleb(offset)],
  v128Store: (offset: number): number[] => [0xfd, 0x0b, 0x04, ...uleb(offset)],
  i8x16Add: [0xfd, 0x6e],
} as const;
