/** Functions about types. */

import type { Api } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";
import type { Definitions } from "../definitions.ts";
import { kindChecks } from "./kinds.ts";

type TypeApi = Pick<
  Api,
  "Type_FromSpec" | "TypeCheck" | "Type_IsSubtype" | "Unicode_Substring" | "SetCallFunction"
>;

/** Makes these functions. */
export function typeFunctions(context: DebugContext, api: Api, definitions: Definitions): TypeApi {
  const is = kindChecks(context);
  return {
    Type_FromSpec: (spec, params) => {
      const where = "HPyType_FromSpec";
      context.check(where);
      const inner = params.map(({ kind, object }) => ({ kind, object: context.in(object, where) }));
      return context.out(api.Type_FromSpec(definitions.ofType(spec, inner), inner), where);
    },
    TypeCheck: (obj, type) => {
      const where = "HPy_TypeCheck";
      const object = context.in(obj, where);
      const inner = context.in(type, where);
      return is(inner, "type", where, "HPy_TypeCheck arg 2 must be a type")
        ? api.TypeCheck(object, inner)
        : 0;
    },
    Type_IsSubtype: (sub, type) => {
      const where = "HPyType_IsSubtype";
      const innerSub = context.in(sub, where);
      const inner = context.in(type, where);
      if (!is(innerSub, "type", where, "HPyType_IsSubtype arg 1 must be a type")) return 0;
      return is(inner, "type", where, "HPyType_IsSubtype arg 2 must be a type")
        ? api.Type_IsSubtype(innerSub, inner)
        : 0;
    },
    Unicode_Substring: (str, start, end) => {
      const where = "HPyUnicode_Substring";
      const inner = context.in(str, where);
      if (!is(inner, "str", where, "HPyUnicode_Substring arg 1 must be a Unicode object")) {
        return context.refuse(`${where}: the first argument is no str`);
      }
      return context.out(api.Unicode_Substring(inner, start, end), where);
    },
    SetCallFunction: (h, func) => {
      const inner = context.in(h, "HPy_SetCallFunction");
      return api.SetCallFunction(inner, definitions.ofCallFunction(func));
    },
  };
}
