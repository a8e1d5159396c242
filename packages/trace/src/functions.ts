/** The functions that are traced, each with its place in the books. */

import { spec } from "@hpyjs/core";

/** One function of the context, as trace mode knows it. */
export interface TracedFunction {
  /** Its name in the raw context: `Add`. */
  readonly member: string;
  /** Its name in C's context, by which Python and reports know it: `ctx_Add`. */
  readonly key: string;
  /** How many parameters it has. */
  readonly arity: number;
  /** Whether calls are counted. Two functions are listed, and never counted, as in upstream HPy. */
  readonly counted: boolean;
}

/** What an index stands for that an observer gets. */
export interface TracedName {
  /** The function's name: `ctx_Add`, `numbers.add`, `numbers.Point.tp_repr`. */
  readonly name: string;
  /** The extension whose function it is; `null` for a function of the context. */
  readonly extension: string | null;
}

/** `HPy_FatalError` does not come back, and the other is called by nobody but CPython's own trampolines. */
const uncounted: ReadonlySet<string> = new Set(["FatalError", "CallRealFunctionFromTrampoline"]);

/** The 189 functions, by index in the ABI. A function's place in this list is its index in trace mode's books. */
export const functions: readonly TracedFunction[] = spec.functions.map(({ member, params }) => ({
  member,
  key: `ctx_${member}`,
  arity: Object.keys(params).length,
  counted: !uncounted.has(member),
}));
