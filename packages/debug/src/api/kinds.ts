/** Arguments of the wrong kind. */

import { type Handle, HPy_NULL, type ObjectKind } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";

/** Finds out whether an object is of a kind, and reports it if not. `message` is upstream's. */
export type KindCheck = (inner: Handle, kind: ObjectKind, where: string, message: string) => boolean;

/** Makes the check for one context. */
export function kindChecks(context: DebugContext): KindCheck {
  const { extra } = context.inner;
  return (inner, kind, where, message) => {
    if (inner !== HPy_NULL && extra.Inspect_Is(inner, kind)) return true;
    const problem = `an argument is no ${kind}`;
    context.report({ kind: "argument", upstream: message, problem, where, object: inner });
    return false;
  };
}
