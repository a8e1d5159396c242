/**
 * Which of the handles that the module's functions have need not be.
 *
 * A handle is what a module names an object by, and most objects are named to nobody but the context:
 * `HPyLong_AsLong(ctx, arg)`. So the linker looks where each handle goes. One that is nothing but an argument of linked
 * calls, or looked at for null, is the object itself in a copy of the function that the entry calls: it is not opened, looked
 * up or closed. There are three kinds of such:
 *
 * - parameters;
 * - items of parameters that are arrays, of which only single ones are read: they are read where Python has them;
 * - results of calls that stay in one local until they are closed there, or returned. When something is thrown, what the
 *   locals have is closed by JavaScript: for that, WebAssembly has to catch it, so this is done only where nobody else does
 *   (`traps: "suspend"`). What the module forgets to close gets a handle, as it would have. A local whose object was
 *   closed has `closedObject`.
 *
 * The module never sees an object: what it may do with the copy is what it may do with the function, let Python call it.
 * Where a pointer is not the context's own, the function that it leads to gets handles for as long as it runs (`link.ts`).
 *
 * Compilers use one local for several things, one after the other. So it is followed, block by block, what a local may have
 * where it is read; where that cannot be told, the handles stay handles. What is known where a loop begins is what was known
 * in front of it, until a jump back brings something else: then all is looked at once more. The objects that are held have
 * locals of their own in the copy, which never have anything else.
 */

import type { Call, ModuleParts } from "../../linked/relink/parts.ts";
import { ContextFunctions } from "./context-functions.ts";
import type { ObjectUses } from "./object-uses.ts";
import { type CallKinds, type State, Walk } from "./object-walk.ts";
import type { ResultFlows } from "./results.ts";

/** Each walk may find something for loops further out. No compiler makes so many of them in each other. */
const mostWalks = 32;

/** Looks at the functions of one module. */
export class ObjectFlows {
  readonly #parts: ModuleParts;
  readonly #results: ResultFlows;
  readonly #late: ReadonlySet<Call>;
  readonly #holds: boolean;
  readonly #functions: ContextFunctions;
  readonly #calls: Map<number, Call> = new Map();

  /**
   * For the functions of a module.
   * @param late the calls whose results are no handles already.
   * @param holds whether results of others may be objects.
   */
  constructor(
    parts: ModuleParts,
    results: ResultFlows,
    late: ReadonlySet<Call>,
    holds: boolean,
    functions: ContextFunctions = new ContextFunctions(),
  ) {
    this.#parts = parts;
    this.#results = results;
    this.#late = late;
    this.#holds = holds;
    this.#functions = functions;
    for (const { call, start } of parts.edits) if (call !== null) this.#calls.set(start, call);
  }

  /** What becomes of the objects in a function; `null` where that is not understood. */
  of(index: number): ObjectUses | null {
    const { functionImports, functionTypes, types } = this.#parts;
    const type = types[functionTypes[index - functionImports] ?? -1];
    const flow = this.#results.of(index);
    if (flow === null || type == null) return null;
    const heads = new Map<number, State>();
    const kinds: CallKinds = {
      callOf: (start) => this.#calls.get(start) ?? null,
      functionOf: ({ member }) => this.#functions.of(member),
      isHeld: (call) => this.#holds && !this.#late.has(call),
    };
    for (let count = 0; count < mostWalks; count++) {
      const walk = new Walk(flow, this.#parts, heads, type.length - 2, kinds);
      walk.run();
      if (!walk.isUnderstood) return null;
      if (walk.isFinal) return walk.uses();
    }
    return null;
  }
}
