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

/** A name: the length of its UTF-8 bytes, and these. */
export function wasmName(value: string): number[] {
  const bytes: number[] = [];
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code > 0x7f) {
      const encoded = new TextEncoder().encode(value);
      return [...uleb(encoded.length), ...encoded];
    }
    bytes.push(code);
  }
  return [...uleb(bytes.length), ...bytes];
}

function valueType(letter: string, where: string): number {
  const type = valueTypes[letter];
  if (type === undefined) throw new Error(`no WebAssembly type has the letter '${letter}' (in '${where}')`);
  return type;
}

/** The encoding of the function type `result:parameters`. */
export function wasmFunctionType(signature: string): number[] {
  const [result = "v", parameters = ""] = signature.split(":");
  const encode = (letter: string): number[] => [valueType(letter, signature)];
  return [0x60, ...vector([...parameters].map(encode)), ...vector(result === "v" ? [] : [encode(result)])];
}

/** The declaration of locals with these types in letters, which stands at the beginning of a function's body. */
export function wasmLocals(letters: string): number[] {
  const groups = letters.match(/(.)\1*/g) ?? [];
  return vector(groups.map((group) => [...uleb(group.length), valueType(group[0] as string, letters)]));
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
    readonly locals: string;
    readonly code: readonly number[];
  }[] = [];
  readonly #exports: number[][] = [];
  readonly #ownGlobals: number[][] = [];
  readonly #segments: number[][] = [];
  #functionImports = 0;
  #globals = 0;

  /** Imports the memory `module.name`; it is memory 0. */
  importMemory(module: string, name: string): void {
    this.#imports.push([...wasmName(module), ...wasmName(name), 2, 0, 0]);
  }

  /** Imports the function table `module.name`; it is table 0. */
  importTable(module: string, name: string): void {
    this.#imports.push([...wasmName(module), ...wasmName(name), 1, 0x70, 0, 0]);
  }

  /** Imports a mutable global, an i32 unless said otherwise, and returns its index. */
  importGlobal(module: string, name: string, letter: "i" | "j" = "i"): number {
    this.#imports.push([...wasmName(module), ...wasmName(name), 3, letter === "i" ? 0x7f : 0x7e, 1]);
    return this.#globals++;
  }

  /** Imports an i32 global that does not change and returns its index. */
  importConstant(module: string, name: string): number {
    this.#imports.push([...wasmName(module), ...wasmName(name), 3, 0x7f, 0]);
    return this.#globals++;
  }

  /** Puts functions into table 0 when the module is instantiated, from the place on that a global says. */
  fillTable(place: number, functions: readonly number[]): void {
    this.#segments.push([0, ...op.globalGet(place), ...op.end, ...vector(functions.map(uleb))]);
  }

  /** Adds a mutable global of its own, exported, an i32 or an i64, and returns its index. All imported ones come before. */
  global(name: string, letter: "i" | "j", value: number): number {
    const initial = letter === "i" ? op.i32Const(value) : op.i64Const(value);
    this.#ownGlobals.push([valueType(letter, name), 1, ...initial, ...op.end]);
    const index = this.#globals++;
    this.#exports.push([...wasmName(name), 3, ...uleb(index)]);
    return index;
  }

  /** Imports a function of type `result:parameters` (letters i, j, d, v) and returns its index. */
  importFunction(module: string, name: string, signature: string): number {
    if (this.#functions.length > 0) throw new Error("a WasmModule's imports come before its functions");
    this.#imports.push([...wasmName(module), ...wasmName(name), 0, ...uleb(this.type(signature))]);
    return this.#functionImports++;
  }

  /**
   * Adds a function with the given instructions (without `end`) and locals after its parameters (so many i32, or the
   * letters of their types), optionally exported, and returns its index.
   */
  function(
    signature: string,
    code: readonly number[],
    exportName?: string,
    locals: number | string = 0,
  ): number {
    const index = this.#functionImports + this.#functions.length;
    const letters = typeof locals === "string" ? locals : "i".repeat(locals);
    this.#functions.push({ type: this.type(signature), locals: letters, code });
    if (exportName !== undefined) this.export(exportName, index);
    return index;
  }

  /** Exports the function with the given index, which may be an import. */
  export(name: string, index: number): void {
    this.#exports.push([...wasmName(name), 0, ...uleb(index)]);
  }

  /** The module's bytes. */
  bytes(): Uint8Array<ArrayBuffer> {
    const bodies = this.#functions.map(({ locals, code }) => {
      const declared = wasmLocals(locals);
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
    if (this.#ownGlobals.length > 0) parts.push(section(6, vector(this.#ownGlobals)));
    parts.push(section(7, vector(this.#exports)));
    if (this.#segments.length > 0) parts.push(section(9, vector(this.#segments)));
    parts.push(section(10, vector(bodies)));
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  /** The index of a function type. */
  type(signature: string): number {
    const known = this.#typeIndex.get(signature);
    if (known !== undefined) return known;
    const index = this.#types.length;
    this.#types.push(wasmFunctionType(signature));
    this.#typeIndex.set(signature, index);
    return index;
  }
}

/** The block types that generated code has, by the letter of the result. */
const blockTypes: Readonly<Record<string, number>> = { ...valueTypes, v: 0x40 };

/** Instructions that generated code uses. */
export const op = {
  localGet: (index: number): number[] => [0x20, ...uleb(index)],
  localSet: (index: number): number[] => [0x21, ...uleb(index)],
  localTee: (index: number): number[] => [0x22, ...uleb(index)],
  globalGet: (index: number): number[] => [0x23, ...uleb(index)],
  globalSet: (index: number): number[] => [0x24, ...uleb(index)],
  i32Const: (value: number): number[] => [0x41, ...sleb(value)],
  /** A small i64. */
  i64Const: (value: number): number[] => [0x42, ...sleb(value)],
  f64Const: (value: number): number[] => [0x44, ...new Uint8Array(new Float64Array([value]).buffer)],
  i32Load: (offset: number): number[] => [0x28, 0x02, ...uleb(offset)],
  i32Store: (offset: number): number[] => [0x36, 0x02, ...uleb(offset)],
  f64Eq: [0x61],
  f64Ne: [0x62],
  f64Load: (offset: number): number[] => [0x2b, 0x02, ...uleb(offset)],
  f64Store: (offset: number): number[] => [0x39, 0x02, ...uleb(offset)],
  call: (index: number): number[] => [0x10, ...uleb(index)],
  callIndirect: (type: number): number[] => [0x11, ...uleb(type), 0],
  drop: [0x1a],
  return: [0x0f],
  i32Eqz: [0x45],
  i32Eq: [0x46],
  i32Ne: [0x47],
  i32LtS: [0x48],
  i32LtU: [0x49],
  i32GtU: [0x4b],
  i32GeS: [0x4e],
  i32GeU: [0x4f],
  i64LtU: [0x54],
  i32Add: [0x6a],
  i32Sub: [0x6b],
  i32Mul: [0x6c],
  i32And: [0x71],
  i32Or: [0x72],
  i32Xor: [0x73],
  /**
   * Not 0 where two i32 differ, for a branch that is seldom taken. V8 lays out first what comes where a condition is 0, and
   * turns an `i32.ne` or `i32.eqz` around: so what is rare had better follow from neither.
   */
  i32Differ: [0x73],
  i32Shl: [0x74],
  i32ShrS: [0x75],
  i32ShrU: [0x76],
  i64Add: [0x7c],
  i32WrapI64: [0xa7],
  i64ExtendI32S: [0xac],
  f64ConvertI32S: [0xb7],
  loop: [0x03, 0x40],
  block: (result: string): number[] => [0x02, blockTypes[result] as number],
  if: [0x04, 0x40],
  /** `if` whose branches leave a value of the type with this letter. */
  ifTyped: (result: string): number[] => [0x04, blockTypes[result] as number],
  else: [0x05],
  end: [0x0b],
  br: (depth: number): number[] => [0x0c, ...uleb(depth)],
  brIf: (depth: number): number[] => [0x0d, ...uleb(depth)],
  /** `try` of the exception handling that all engines have had for years, and that Pyodide itself is compiled with. */
  try: (result: string): number[] => [0x06, blockTypes[result] as number],
  /** `catch` of a tag, whose values are on the stack then. */
  catch: (tag: number): number[] => [0x07, ...uleb(tag)],
  catchAll: [0x19],
  v128Load: (offset: number): number[] => [0xfd, 0x00, 0x04, ...uleb(offset)],
  v128Store: (offset: number): number[] => [0xfd, 0x0b, 0x04, ...uleb(offset)],
  i8x16Add: [0xfd, 0x6e],
} as const;
