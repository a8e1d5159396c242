/** Direct functions that count references: duplicating, closing, loading. */

import type { DirectFunction } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { type DirectFunctions, dropLast, type Emit } from "./emit.ts";

/** Duplicating and closing handles, and loading what globals and fields refer to. */
export function referenceFunctions(emit: Emit): DirectFunctions {
  const load = (member: string, reference: number, scratch: number): DirectFunction =>
    emit.define(member, "i", (link) => [
      ...[...op.localGet(reference), ...op.i32Eqz, ...op.if],
      ...[...emit.inJavaScript(link, member), ...op.return, ...op.end],
      ...[...emit.increment(link, reference, scratch), ...op.localGet(reference)],
    ]);
  return {
    Dup: emit.define("Dup", "i", (link) => [
      ...[...op.localGet(1), ...op.if, ...emit.increment(link, 1, 2), ...op.end, ...op.localGet(1)],
    ]),
    Close: emit.define("Close", "i", (link) => emit.release(link, 1, 2)),
    Global_Load: load("Global_Load", 1, 2),
    Field_Load: load("Field_Load", 2, 3),
  };
}

/**
 * What other code calls: the end of an object, which may run Python code. The stack is not looked at: who was refused to
 * let go of an object would have lost it.
 */
export function referenceHelpers(emit: Emit): DirectFunctions {
  const helper = (code: DirectFunction["code"]): DirectFunction => ({ signature: "v:i", locals: "", code });
  return {
    [dropLast]: helper((link) => [
      ...[...op.localGet(0), ...op.i32Const(0), ...op.i32Store(emit.layout.references)],
      ...[...op.localGet(0), ...op.call(link("c:_Py_Dealloc"))],
    ]),
    "helper:decrement": helper((link) => [...op.localGet(0), ...op.call(link("c:Py_DecRef"))]),
  };
}
