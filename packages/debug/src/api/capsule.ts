/** Capsules: their destructors must not use the API. */

import { type Api, type CapsuleDestructor, capsuleKeys } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";
import type { Definitions } from "../definitions.ts";

/** Makes these functions. */
export function capsuleFunctions(
  context: DebugContext,
  api: Api,
  definitions: Definitions,
): Pick<Api, "Capsule_New" | "Capsule_Set"> {
  return {
    Capsule_New: (pointer, name, destructor) => {
      const where = "HPyCapsule_New";
      context.check(where);
      context.rawData.check(name, where);
      return context.out(api.Capsule_New(pointer, name, definitions.ofDestructor(destructor)), where);
    },
    Capsule_Set: (capsule, key, value) => {
      const inner = context.in(capsule, "HPyCapsule_Set");
      if (key !== capsuleKeys.Destructor) return api.Capsule_Set(inner, key, value);
      return api.Capsule_Set(inner, key, definitions.ofDestructor(value as CapsuleDestructor | null));
    },
  };
}
