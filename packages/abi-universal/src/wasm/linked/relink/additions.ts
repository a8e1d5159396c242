/**
 * What is added to a module: imports of functions, which come before its own functions and so move their numbers; functions
 * behind all of them; and the types that these need, behind the module's own.
 */

import { op, uleb, wasmFunctionType } from "@hpyjs/wasm";
import { ByteWriter } from "./byte-writer.ts";
import type { ModuleParts } from "./parts.ts";
import { type Appended, type Sections, sectionIds } from "./sections.ts";

function getLocals(body: ByteWriter, first: number, count: number): void {
  for (let index = first; index < first + count; index++) {
    body.u8(0x20);
    body.u32(index);
  }
}

/** What makes handles of objects, by the indices of functions, and objects of handles. */
export interface Loans {
  /** The arguments that are objects, as locals. */
  readonly locals: readonly number[];
  /** Makes a handle of one. */
  readonly lend: number;
  /** Ends such a handle; `null` where it is given away. */
  readonly endLoan: number | null;
  /** Makes an object of the result; `null` where that stays what it is. */
  readonly unhandle: number | null;
}

const noLoans: Loans = { locals: [], lend: 0, endLoan: null, unhandle: null };

/** The instruction that does nothing. */
const nop = 0x01;

/** Counts what is added to one module, whose functions are added in order. */
export class Additions {
  /** The numbers of the types of the imports that are added. */
  readonly importTypes: readonly number[];
  /** The index of the first function that is added. */
  readonly first: number;
  readonly #parts: ModuleParts;
  readonly #types: string[];
  readonly #typeIndex: Map<string, number> = new Map();
  readonly #code: ByteWriter = new ByteWriter(16_384);
  readonly #body: ByteWriter = new ByteWriter(64);
  readonly #functionTypes: ByteWriter = new ByteWriter(512);
  #functions = 0;

  /** @param imports the types of the functions to import. */
  constructor(parts: ModuleParts, imports: readonly string[]) {
    this.#parts = parts;
    this.#types = parts.types.map((type) => type ?? "");
    parts.types.forEach((type, index) => {
      if (type !== null && !this.#typeIndex.has(type)) this.#typeIndex.set(type, index);
    });
    this.importTypes = imports.map((signature) => this.type(signature));
    this.first = parts.functionImports + imports.length + parts.bodies.length;
  }

  /** The new number of one of the module's functions. */
  moved(index: number): number {
    return index < this.#parts.functionImports ? index : index + this.importTypes.length;
  }

  /** The number of a function type. */
  type(signature: string): number {
    const known = this.#typeIndex.get(signature);
    if (known !== undefined) return known;
    const index = this.#types.push(signature) - 1;
    this.#typeIndex.set(signature, index);
    return index;
  }

  /** How many types there are, those of the module itself included. */
  get types(): number {
    return this.#types.length;
  }

  /** The index of the function that is added next. */
  get next(): number {
    return this.first + this.#functions;
  }

  /**
   * Adds a function.
   * @param body its locals and code. It is copied.
   * @param padding how many bytes of instructions that nothing executes are to be in front of its end.
   */
  add(signature: string, body: Uint8Array | readonly number[], padding = 0): void {
    this.#functions++;
    this.#functionTypes.u32(this.type(signature));
    this.#code.u32(body.length + padding);
    if (padding === 0) {
      this.#code.add(body);
      return;
    }
    this.#code.add(body.slice(0, -1));
    this.#code.add(op.return);
    for (let count = 1; count < padding; count++) this.#code.u8(nop);
    this.#code.add(op.end);
  }

  /**
   * Adds what takes the place of calls of a function: it looks at the pointer, which is behind the arguments.
   * @param known puts the one on the stack that is of the function with the index `target`.
   * @param loans where some of the handles are none: which, and what makes them such for another function.
   */
  addGuard(signature: string, known: readonly number[], target: number, loans: Loans = noLoans): void {
    const [result = "v", parameters = ""] = signature.split(":");
    const count = parameters.length;
    const body = this.#body;
    body.clear();
    body.u8(0);
    getLocals(body, count, 1);
    body.add(known);
    body.add(op.i32Differ);
    body.add(op.ifTyped(result));
    for (const local of loans.locals)
      body.add([...op.localGet(local), ...op.call(loans.lend), ...op.localSet(local)]);
    getLocals(body, 0, count + 1);
    body.add(op.callIndirect(this.type(signature)));
    if (loans.unhandle !== null) body.add(op.call(loans.unhandle));
    if (loans.endLoan !== null)
      for (const local of loans.locals) body.add([...op.localGet(local), ...op.call(loans.endLoan)]);
    body.add(op.else);
    getLocals(body, 0, count);
    body.add(op.call(target));
    body.add(op.end);
    body.add(op.end);
    this.add(`${result}:${parameters}i`, body.bytes());
  }

  /** Puts the types and the functions' own into the sections. @returns the functions' code. */
  appendTo(sections: Sections): Appended {
    this.#addFillers();
    const types = new ByteWriter(256);
    const added = this.#types.slice(this.#parts.types.length);
    for (const type of added) types.add(wasmFunctionType(type));
    sections.append(sectionIds.type, added.length, types.bytes());
    sections.append(sectionIds.function, this.#functions, this.#functionTypes.bytes());
    return { count: this.#functions, bytes: this.#code.bytes() };
  }

  /**
   * V8 takes a module with few small functions for one in which a compiler has inlined all that is worth it, and inlines
   * much less then: half of the budget from half of all functions being small on, a seventh below a quarter. Here nothing
   * was inlined yet. So there are as many empty functions as others, which nothing calls. Calls of the sandbox's context in
   * a loop take up to a quarter less time with them, and a module is 4 bytes for each longer.
   *
   * Tried as well: longer bodies (`nop`), which have a larger budget of their own. That was of no use.
   */
  #addFillers(): void {
    const count = this.#parts.bodies.length + this.#functions;
    const empty = [0, ...op.end];
    this.#functions += count;
    this.#functionTypes.repeat(uleb(this.type("v:")), count);
    this.#code.repeat([empty.length, ...empty], count);
  }
}
