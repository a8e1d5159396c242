/**
 * The context as WebAssembly.
 *
 * A linked extension calls functions of the context through pointers in a C struct. For a plain layer those can be
 * WebAssembly functions that call the interpreter's own exports, with no JavaScript in between. The bridge describes
 * each as a {@link DirectFunction}: code that does not know yet in which module it will be. It is assembled twice: once
 * for the interpreter, in a module whose functions the context struct points to; and again into an extension that is
 * linked at load time, where an engine can inline it ({@link DirectAssembly}).
 */

import type { Api } from "../generated/api.ts";
import type { ApiFunctionName } from "../generated/names.ts";
import type { Pointer } from "../handle.ts";
import type { EntryParts } from "./entry.ts";
import type { WasmFunction } from "./functions.ts";

/** Gives the index of a function in the module that code is assembled for, by its name in {@link DirectContext}. */
export type Link = (name: string) => number;

/** A function whose code can be put into any module that has the interpreter's memory as memory 0. */
export interface DirectFunction {
  /** The type, the context's parameter included: `i:iii`. */
  readonly signature: string;
  /** The types of the locals behind the parameters, in letters. */
  readonly locals: string;
  /** The instructions, without `end`. */
  readonly code: (link: Link) => readonly number[];
}

/** A function that code links to. */
export interface DirectImport {
  /** Its type. */
  readonly signature: string;
  /** The function itself: the interpreter's, or JavaScript's. */
  readonly target: WasmFunction;
  /** Whether it needs so little of the stack, and so surely runs no Python code, that its calls are not guarded. */
  readonly isLeaf: boolean;
}

/**
 * Where it is found, by the address of a type, what is known of the types that the bridge has made: a place for each, and
 * in it words at these offsets. A type that is not in its place is to be asked for in JavaScript, which then enters it.
 */
export interface DirectTypes {
  /** The address of the first place. */
  readonly table: number;
  /** A type's address is divided by so much, as a power of two, and these bits remain: the number of its place. */
  readonly addressShift: number;
  readonly placesMask: number;
  /** The size of a place, as a power of two. */
  readonly placeShift: number;
  /** What is where in a place: the type, bytes from an instance to its struct, flags, and the definition's `mark`. */
  readonly place: {
    readonly type: number;
    readonly struct: number;
    readonly flags: number;
    readonly mark: number;
  };
  /** The flag of types whose instances can be made without JavaScript. */
  readonly make: number;
  /** Bytes from an object to its type. */
  readonly objectType: number;
}

/** The functions of a plain context that need no JavaScript. */
export interface DirectContext {
  /** The contexts whose functions they are. A layer whose `api` is another one has something in between. */
  readonly apis: readonly Api[];
  /** The functions. */
  readonly functions: ReadonlyMap<ApiFunctionName, DirectFunction>;
  /** Their function pointers. */
  readonly pointers: ReadonlyMap<ApiFunctionName, Pointer>;
  /** What their code links to: other code, */
  readonly helpers: ReadonlyMap<string, DirectFunction>;
  /** or functions to import. */
  readonly imports: ReadonlyMap<string, DirectImport>;
  /** What is known of types. */
  readonly types: DirectTypes;
  /** What entries of linked extensions need; `null` where they cannot be made. */
  readonly entries: Pick<EntryParts, "depth" | "tuple"> | null;
}

/** Direct functions on their way into a module: first it is known what they need, then where everything is. */
export class DirectAssembly {
  /** The names of the functions to import, in order. */
  readonly imports: readonly string[];
  /** The functions to add to the module, helpers last, in order. */
  readonly functions: readonly DirectFunction[];
  readonly #positions: Map<string, number> = new Map();

  /** Collects what the functions `members` of `context` need. */
  constructor(context: Pick<DirectContext, "functions" | "helpers">, members: readonly ApiFunctionName[]) {
    const imports = new Map<string, number>();
    const functions = members.map((member) => {
      const found = context.functions.get(member);
      if (found === undefined) throw new RangeError(`the context has no direct function ${member}`);
      return found;
    });
    const collect: Link = (name) => {
      const helper = context.helpers.get(name);
      if (helper === undefined) {
        if (!imports.has(name)) imports.set(name, imports.size);
      } else if (!this.#positions.has(name)) {
        this.#positions.set(name, functions.length);
        functions.push(helper);
      }
      return 0;
    };
    // The list grows while helpers are found.
    for (let index = 0; index < functions.length; index++) functions[index]?.code(collect);
    this.imports = [...imports.keys()];
    this.functions = functions;
    for (const [name, position] of imports) this.#positions.set(name, -1 - position);
  }

  /** The code of all functions, where the first import and the first function have these indices. */
  assemble(firstImport: number, firstFunction: number): readonly (readonly number[])[] {
    const link: Link = (name) => {
      const position = this.#positions.get(name) as number;
      return position < 0 ? firstImport - 1 - position : firstFunction + position;
    };
    return this.functions.map(({ code }) => code(link));
  }
}
