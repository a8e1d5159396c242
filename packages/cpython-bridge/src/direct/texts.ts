/** Direct functions for `str`. */

import { op } from "@hpyjs/wasm";
import type { DirectFunctions, Emit } from "./emit.ts";
import { callCApi } from "./uniform.ts";

/** The text of a `str` as UTF-8: ASCII stands in the object as it is. */
export function textFunctions(emit: Emit): DirectFunctions {
  const { ascii } = emit.layout;
  if (ascii === null) return {};
  const [text, size] = [1, 2];
  return {
    Unicode_AsUTF8AndSize: emit.define("Unicode_AsUTF8AndSize", "", (link) => [
      ...[...op.block("v"), ...emit.isExactly(text, "PyUnicode_Type"), ...op.i32Eqz, ...op.brIf(0)],
      ...[...op.localGet(text), ...op.i32Load(ascii.state), ...op.i32Const(ascii.mask), ...op.i32And],
      ...[...op.i32Eqz, ...op.brIf(0), ...op.localGet(size), ...op.if],
      ...[
        ...op.localGet(size),
        ...op.localGet(text),
        ...op.i32Load(ascii.length),
        ...op.i32Store(0),
        ...op.end,
      ],
      ...[...op.localGet(text), ...op.i32Const(ascii.data), ...op.i32Add, ...op.return, ...op.end],
      ...callCApi(emit, link, "Unicode_AsUTF8AndSize", "PyUnicode_AsUTF8AndSize"),
    ]),
  };
}
