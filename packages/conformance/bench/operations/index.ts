/**
 * What the modes are measured with, and what the reference says of the cost of each function: operations on a context,
 * each with what it takes to leave nothing behind.
 */

import type { ApiFunctionName, Layer, Pointer } from "@hpyjs/core";
import type { RawTools } from "../../fixtures/raw.ts";
import { calls, errors } from "./calls.ts";
import { builders, containers, items, iterators } from "./containers.ts";
import { arithmetic, conversions } from "./numbers.ts";
import { lifetimes, objects, types } from "./objects.ts";
import { bytes, unicode } from "./texts.ts";
import { type Operation, Workplace } from "./workplace.ts";

export type { Operation } from "./workplace.ts";

const ofOtherShapes = "the same as AsStruct_Object, for a type of another shape";
const once = "is done once for each object";

/** The functions that no operation is about, and why. */
export const unmeasured: Partial<Readonly<Record<ApiFunctionName, string>>> = {
  AsPyObject: "is for hybrid modules alone",
  AsStruct_Dict: ofOtherShapes,
  AsStruct_Float: ofOtherShapes,
  AsStruct_Legacy: ofOtherShapes,
  AsStruct_List: ofOtherShapes,
  AsStruct_Long: ofOtherShapes,
  AsStruct_Tuple: ofOtherShapes,
  AsStruct_Type: ofOtherShapes,
  AsStruct_Unicode: ofOtherShapes,
  CallRealFunctionFromTrampoline: "nothing calls it",
  Dump: "prints",
  Err_WriteUnraisable: "prints",
  FatalError: "does not return",
  FromPyObject: "is for hybrid modules alone",
  SetCallFunction: once,
};

/**
 * The operations on a layer, and what lets go of what they use. Runs inside of a call from Python.
 * @param global the address of an `HPyGlobal` of the module that is called.
 */
export function operationsOn(
  layer: Layer,
  tools: RawTools,
  global: Pointer,
): [readonly Operation[], () => void] {
  const place = new Workplace(layer, tools);
  const families = [
    lifetimes(global),
    conversions,
    arithmetic,
    bytes,
    unicode,
    containers,
    builders,
    items,
    iterators,
    objects,
    types,
    calls,
    errors,
  ];
  const operations = families.flatMap((family) => family(place));
  return [operations, () => place.end()];
}
