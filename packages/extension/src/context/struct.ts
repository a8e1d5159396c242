/**
 * Struct access: where in the layer's memory an instance has its C struct.
 *
 * Types written in TypeScript are reached through `self.struct`, `self.members` and their fields; these addresses are
 * for looking at what lies beneath.
 */

import type { Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** The address of an instance's struct, by the shape of its type. It is good as long as the handle is open. */
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
export function structContext({ api, unwrap }: Kernel): StructContext {
  return {
    AsStruct_Object: (h) => api.AsStruct_Object(unwrap(h)),
    AsStruct_Legacy: (h) => api.AsStruct_Legacy(unwrap(h)),
    AsStruct_Type: (h) => api.AsStruct_Type(unwrap(h)),
    AsStruct_Long: (h) => api.AsStruct_Long(unwrap(h)),
    AsStruct_Float: (h) => api.AsStruct_Float(unwrap(h)),
    AsStruct_Unicode: (h) => api.AsStruct_Unicode(unwrap(h)),
    AsStruct_Tuple: (h) => api.AsStruct_Tuple(unwrap(h)),
    AsStruct_List: (h) => api.AsStruct_List(unwrap(h)),
    AsStruct_Dict: (h) => api.AsStruct_Dict(unwrap(h)),
  };
}
