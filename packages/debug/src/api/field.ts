/** Fields: their owners are remembered, to compare with what their `tp_traverse` visits. */

import type { Api } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";
import type { TraverseCheck } from "../traverse.ts";

/** Makes this function. */
export function fieldFunctions(
  context: DebugContext,
  api: Api,
  traverse: TraverseCheck,
): Pick<Api, "Field_Store"> {
  const where = "HPyField_Store";
  return {
    Field_Store: (target_object, target_field, h) => {
      const owner = context.in(target_object, where);
      api.Field_Store(owner, target_field, context.in(h, where));
      traverse.stored(owner, target_field);
    },
  };
}
