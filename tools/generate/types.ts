/** How C types appear in the generated TypeScript. */

import { type CType, cTypes, type Transport } from "../../packages/core/src/spec/ctypes.ts";
import { isBigInt } from "../../packages/core/src/spec/facts.ts";

const transports: Readonly<Record<Transport, string>> = {
  void: "void",
  handle: "Handle",
  field: "HPyField",
  global: "HPyGlobal",
  listBuilder: "ListBuilder",
  tupleBuilder: "TupleBuilder",
  tracker: "Tracker",
  threadState: "ThreadState",
  pointer: "Pointer",
  signed: "number",
  unsigned: "number",
  float: "number",
  bool: "number",
};

/** The TypeScript type of what crosses the boundary for a C type: every pointer is a `Pointer`. */
export function transported(type: CType): string {
  return isBigInt(type) ? "bigint" : transports[cTypes[type].transport];
}
