import { type FunctionRow, fn } from "./row.ts";

/** Reaching an object's struct through its shape; debug mode checks that the shape is right. */
function asStruct(index: number, shape: string): FunctionRow {
  const name = `_HPy_AsStruct_${shape}`;
  return fn(index, name, "void *", { h: "HPy" }, { fails: "never", owner: "handle", debug: "manual" });
}

/**
 * Struct access: one function for each built-in shape. The pointer is good as long as the handle is; the struct
 * itself belongs to the object.
 */
export const struct: readonly FunctionRow[] = [
  asStruct(168, "Object"),
  asStruct(169, "Legacy"),
  asStruct(228, "Type"),
  asStruct(229, "Long"),
  asStruct(230, "Float"),
  asStruct(231, "Unicode"),
  asStruct(232, "Tuple"),
  asStruct(233, "List"),
  asStruct(264, "Dict"),
];
