/** Context variables: `HPyContextVar_*`, Python's `contextvars`. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";
import { readHandle } from "../words.ts";

/** Making, reading and setting context variables. @throws PythonError TypeError when `variable` is none. */
export interface ContextvarContext {
  /** A new context variable (`HPyContextVar_New`). */
  ContextVar_New(name: string, defaultValue?: HPy | null): HPy;
  /**
   * The variable's value in the current context (`HPyContextVar_Get`).
   * @returns the value; where it has none, `defaultValue`; without that, the variable's own default, or else `null`.
   */
  ContextVar_Get(variable: HPy, defaultValue?: HPy | null): HPy | null;
  /** Sets the value in the current context; returns the token that resets it (`HPyContextVar_Set`). */
  ContextVar_Set(variable: HPy, value: HPy): HPy;
}

/** The family over one kernel. */
export function contextvarContext(kernel: Kernel): ContextvarContext {
  const { api, check, memory, open, openOrNull, release, scratch, text, unwrap, unwrapOrNull } = kernel;
  return {
    ContextVar_New: (name, defaultValue = null) => {
      const value = unwrapOrNull(defaultValue);
      const utf8 = text(name);
      const variable = api.ContextVar_New(utf8, value);
      release(utf8);
      return open(variable);
    },
    ContextVar_Get: (variable, defaultValue = null) => {
      check(api.ContextVar_Get(unwrap(variable), unwrapOrNull(defaultValue), scratch));
      return openOrNull(readHandle(memory, scratch));
    },
    ContextVar_Set: (variable, value) => open(api.ContextVar_Set(unwrap(variable), unwrap(value))),
  };
}
