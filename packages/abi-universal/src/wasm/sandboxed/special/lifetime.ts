/** `HPy_Dup` and `HPy_Close` for sandboxed modules. */

import type { Handle } from "@hpyjs/core";
import type { SandboxState } from "../uniform.ts";
import type { SpecialFunctions } from "./special.ts";

/** Duplicating and closing; both let the null handle pass. */
export function lifetimeFunctions({ handles, layer: { api } }: SandboxState): SpecialFunctions {
  return {
    Dup: (handle) => handles.open(api.Dup(handles.inner(handle as Handle, "HPy_Dup"))),
    Close: (handle) => {
      const inner = handles.close(handle as Handle, "HPy_Close");
      if (inner !== 0) api.Close(inner);
    },
  };
}
