/** Functions of a context on their way into a module. */

import type { ApiFunctionName, DirectContext, DirectFunction, Link } from "@hpyjs/core";

/** Collects direct functions, and assembles them: first it is known what they need, then where everything is. */
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
