/** `_HPy_AsStruct_*`: from a handle to the struct of its object. */

import type { Api } from "@hpyjs/core";
import type { Instances } from "../type/instance.ts";

/** The functions of the struct family. */
export type StructApi = Pick<
  Api,
  | "AsStruct_Object"
  | "AsStruct_Legacy"
  | "AsStruct_Type"
  | "AsStruct_Long"
  | "AsStruct_Float"
  | "AsStruct_Unicode"
  | "AsStruct_Tuple"
  | "AsStruct_List"
  | "AsStruct_Dict"
>;

/** Makes the struct family. */
export function structContext(instances: Instances): StructApi {
  return {
    AsStruct_Object: instances.asStruct("Object"),
    AsStruct_Legacy: instances.asStruct("Legacy"),
    AsStruct_Type: instances.asStruct("Type"),
    AsStruct_Long: instances.asStruct("Long"),
    AsStruct_Float: instances.asStruct("Float"),
    AsStruct_Unicode: instances.asStruct("Unicode"),
    AsStruct_Tuple: instances.asStruct("Tuple"),
    AsStruct_List: instances.asStruct("List"),
    AsStruct_Dict: instances.asStruct("Dict"),
  };
}
