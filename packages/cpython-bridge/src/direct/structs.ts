/** Direct functions from a handle to the struct of its object, where that is at the same place in all of a shape. */

import type { BuiltinShape, DirectFunction } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { Instances } from "../type/instance.ts";
import type { DirectFunctions, Emit } from "./emit.ts";

const shapes: readonly BuiltinShape[] = ["Object", "Legacy", "Type", "Float", "List", "Dict"];

/** `_HPy_AsStruct_*`. As soon as a type of a shape has its structs out of line, JavaScript looks for them. */
export function structFunctions(emit: Emit, instances: Instances): DirectFunctions {
  const found: Record<string, DirectFunction> = {};
  for (const shape of shapes) {
    const offset = instances.shapeOffset(shape);
    if (offset === null) continue;
    const member = `AsStruct_${shape}`;
    found[member] = emit.define(member, "", (link) => [
      ...[...op.i32Const(0), ...op.i32Load(instances.strays(shape)), ...op.if],
      ...[...emit.inJavaScript(link, member), ...op.return, ...op.end],
      ...[...op.localGet(1), ...op.i32Const(offset), ...op.i32Add],
    ]);
  }
  return found;
}
