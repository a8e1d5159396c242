/** `_HPy_AsStruct_*`: the struct must be the one that the object has. */

import { type Api, type BuiltinShape, builtinShapes, type Handle, HPy_NULL } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";
import type { Definitions } from "../definitions.ts";

type StructApi = Pick<Api, `AsStruct_${BuiltinShape}`>;

/** Makes these functions. */
export function structFunctions(context: DebugContext, api: Api, definitions: Definitions): StructApi {
  const own = context.inner.unobserved ?? context.inner.api;

  /** The shape of an object's type, as a number. */
  function shapeOf(inner: Handle): number {
    const known = definitions.shapeOf(inner);
    if (known !== null) return known;
    const type = own.Type(inner);
    const shape = own.Type_GetBuiltinShape(type);
    own.Close(type);
    return shape;
  }

  function asStruct(shape: BuiltinShape): Api["AsStruct_Object"] {
    const where = `_HPy_AsStruct_${shape}`;
    const original = api[`AsStruct_${shape}`];
    const expected = builtinShapes[shape];
    return (h) => {
      const inner = context.in(h, where);
      const actual = inner === HPy_NULL ? expected : shapeOf(inner);
      if (actual !== expected) {
        const upstream =
          `Invalid usage of ${where}. Expected shape HPyType_BuiltinShape_${shape} ` +
          `but got ${shapeName(actual)}`;
        const problem = "the object's struct is of another shape";
        context.report({ kind: "struct", upstream, problem, where, object: inner });
      }
      return original(inner);
    };
  }

  return {
    AsStruct_Object: asStruct("Object"),
    AsStruct_Legacy: asStruct("Legacy"),
    AsStruct_Type: asStruct("Type"),
    AsStruct_Long: asStruct("Long"),
    AsStruct_Float: asStruct("Float"),
    AsStruct_Unicode: asStruct("Unicode"),
    AsStruct_Tuple: asStruct("Tuple"),
    AsStruct_List: asStruct("List"),
    AsStruct_Dict: asStruct("Dict"),
  };
}

function shapeName(shape: number): string {
  const known = Object.entries(builtinShapes).find(([, number]) => number === shape);
  return known === undefined ? "<invalid shape>" : `HPyType_BuiltinShape_${known[0]}`;
}
