/**
 * What is added to a module: imports of functions, which come before its own functions and so move their numbers; functions
 * behind all of them; and the types that these need, behind the module's own.
 */

import { op, uleb, wasmFunctionType } from "@hpyjs/wasm";
import type { ModuleParts } from "./parts.ts";
import { type Sections, sectionIds } from "./sections.ts";

/** A function that is added. */
interface AddedFunction {
  /** The number of its type. */
  readonly type: number;
  /** Its locals and code, without the length. */
  readonly body: ArrayLike<number>;
}

/** Counts what is added to one module, whose functions are added in order. */
export class Additions {
  /** The numbers of the types of the imports that are added. */
  readonly importTypes: readonly number[];
  /** The index of the first function that is added. */
  readonly first: number;
  readonly #parts: ModuleParts;
  readonly #types: string[];
  readonly #typeIndex: Map<string, number> = new Map();
  readonly #functions: AddedFunction[] = [];

  /** @param imports the types of the functions to import. */
  constructor(parts: ModuleParts, imports: readonly string[]) {
    this.#parts = parts;
    this.#types = [...parts.types.map((type) => type ?? "")];
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

  /** The index of the function that is added next. */
  get next(): number {
    return this.first + this.#functions.length;
  }

  /** Adds a function. @param body its locals and code. */
  add(signature: string, body: ArrayLike<number>): void {
    this.#functions.push({ type: this.type(signature), body });
  }

  /**
   * Adds what takes the place of calls of a function: it looks at the pointer, which is behind the arguments.
   * @param isKnown says of the pointer on the stack whether it is the one of the function with the index `target`.
   */
  addGuard(signature: string, isKnown: readonly number[], target: number): void {
    const [result = "v", parameters = ""] = signature.split(":");
    const args = [...parameters].flatMap((_, position) => op.localGet(position));
    const pointer = op.localGet(parameters.length);
    this.add(`${result}:${parameters}i`, [
      ...[0, ...pointer, ...isKnown, ...op.ifTyped(result), ...args, ...op.call(target), ...op.else],
      ...[...args, ...pointer, ...op.callIndirect(this.type(signature)), ...op.end, ...op.end],
    ]);
  }

  /** Puts the types and the functions' own into the sections. @returns the functions' bodies. */
  appendTo(sections: Sections): readonly ArrayLike<number>[] {
    this.#addFillers();
    sections.append(sectionIds.type, this.#types.slice(this.#parts.types.length).map(wasmFunctionType));
    sections.append(
      sectionIds.function,
      this.#functions.map(({ type }) => uleb(type)),
    );
    return this.#functions.map(({ body }) => body);
  }

  /**
   * V8 takes a module with few small functions for one in which a compiler has inlined all that is worth it, and inlines
   * much less then: half of the budget from half of all functions being small on, a seventh below a quarter. Here nothing
   * was inlined yet. So there are as many empty functions as others, which nothing calls. Calls of the sandbox's context in
   * a loop take up to a quarter less time with them, and a module is 5 bytes for each longer.
   *
   * Tried as well: longer bodies (`nop`), which have a larger budget of their own. That was of no use.
   */
  #addFillers(): void {
    const count = this.#parts.bodies.length + this.#functions.length;
    const filler: AddedFunction = { type: this.type("v:"), body: [0, ...op.end] };
    for (let index = 0; index < count; index++) this.#functions.push(filler);
  }
}
