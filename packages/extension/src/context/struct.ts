/**
 * Struct access: where in the layer's memory an instance has its C struct.
 *
 * Types written in TypeScript are reached through `self.struct`, `self.members` and their fields; these addresses are
 * for looking at what lies beneath.
 */

import { type Handle, NULL, type Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/**
 * The address of an instance's struct, by the shape of its type. It is good as long as the handle is open. Where the
 * struct stands in the object itself, nobody checks that the object is such an instance; elsewhere a PythonError
 * TypeError says so.
 */
export interface StructContext {
  /** The struct of an instance of a type of the default shape (`_HPy_AsStruct_Object`). */
  AsStruct_Object(h: HPy): Pointer;
  /** The struct of an instance of a type that HPy did not make, or one with the shape `Legacy` (`_HPy_AsStruct_Legacy`). */
  AsStruct_Legacy(h: HPy): Pointer;
  /** The struct of an instance of a metaclass (`_HPy_AsStruct_Type`). */
  AsStruct_Type(h: HPy): Pointer;
  /** The struct of an instance of a type that extends `int` (`_HPy_AsStruct_Long`). */
  AsStruct_Long(h: HPy): Pointer;
  /** The struct of an instance of a type that extends `float` (`_HPy_AsStruct_Float`). */
  AsStruct_Float(h: HPy): Pointer;
  /** The struct of an instance of a type that extends `str` (`_HPy_AsStruct_Unicode`). */
  AsStruct_Unicode(h: HPy): Pointer;
  /** The struct of an instance of a type that extends `tuple` (`_HPy_AsStruct_Tuple`). */
  AsStruct_Tuple(h: HPy): Pointer;
  /** The struct of an instance of a type that extends `list` (`_HPy_AsStruct_List`). */
  AsStruct_List(h: HPy): Pointer;
  /** The struct of an instance of a type that extends `dict` (`_HPy_AsStruct_Dict`). */
  AsStruct_Dict(h: HPy): Pointer;
}

/** The family over one kernel. */
export function structContext({ api, checkError, unwrap }: Kernel): StructContext {
  const reader =
    (asStruct: (h: Handle) => Pointer) =>
    (h: HPy): Pointer => {
      const struct = asStruct(unwrap(h));
      if (struct === NULL) checkError();
      return struct;
    };
  return {
    AsStruct_Object: reader(api.AsStruct_Object),
    AsStruct_Legacy: reader(api.AsStruct_Legacy),
    AsStruct_Type: reader(api.AsStruct_Type),
    AsStruct_Long: reader(api.AsStruct_Long),
    AsStruct_Float: reader(api.AsStruct_Float),
    AsStruct_Unicode: reader(api.AsStruct_Unicode),
    AsStruct_Tuple: reader(api.AsStruct_Tuple),
    AsStruct_List: reader(api.AsStruct_List),
    AsStruct_Dict: reader(api.AsStruct_Dict),
  };
}
