/** The functions of the context that are written by hand: their shape, and the frame that all share. */

import { type ApiFunctionName, failureValue } from "@hpyjs/core";
import type { Boundary } from "../boundary.ts";
import { type ContextFunction, Raised } from "../uniform.ts";

/**
 * A function written by hand: the module's arguments without the context; a number, or nothing, out. It may throw
 * {@link Raised}.
 */
export type SpecialFunction = (...args: number[]) => unknown;

/** Functions written by hand, by name. */
export type SpecialFunctions = Partial<Record<ApiFunctionName, SpecialFunction>>;

/** Puts the frame around a function: the way out of the module, and the failure value where an exception was raised. */
export function framed(boundary: Boundary, name: ApiFunctionName, body: SpecialFunction): ContextFunction {
  const failure = failureValue[name];
  const run = (args: readonly number[]): unknown => {
    try {
      return body(...args);
    } catch (thrown) {
      if (!(thrown instanceof Raised)) throw thrown;
      return failure;
    }
  };
  return (_ctx, ...args) => boundary.exit(name, () => run(args as number[]));
}
