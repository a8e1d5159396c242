/**
 * Telling `gc.get_referents` from the collector.
 *
 * Both call an object's `tp_traverse`. The collector must be told of the object's type, or no cycle through a type
 * would ever be found; but an extension does not visit it, and what Python code is told of an HPy object is what its
 * extension visits: upstream's traversal names no type. The two pass different functions, and that of
 * `gc.get_referents` is found out by calling it.
 */

import { HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import { CBlock } from "../c-block.ts";
import type { Interpreter } from "../interpreter.ts";
import { typeSlot } from "./python-class.ts";

const flags = { DEFAULT: 1 << 18, HAVE_GC: 1 << 14 } as const;

/** Calls `gc.get_referents` with an object whose type has this `tp_traverse`, and otherwise nothing of its own. */
export function traverseOnce({ capi, memory, strings }: Interpreter, traverse: Pointer): void {
  const block = new CBlock(memory, strings);
  const slots = block.table([[typeSlot.tp_traverse, traverse]], 2);
  const spec = block.alloc(20);
  const name = block.string("hpyjs.Probe");
  memory.u32().set([name, 0, 0, flags.DEFAULT | flags.HAVE_GC, slots], spec >>> 2);
  const type = capi.PyType_FromMetaclass(HPy_NULL, HPy_NULL, spec, HPy_NULL);
  const args = block.alloc(8);
  const probe = capi.PyObject_Vectorcall(type, NULL, 0, HPy_NULL);
  const collector = capi.PyImport_ImportModule(strings.constant("gc"));
  const method = capi.PyUnicode_FromString(strings.constant("get_referents"));
  memory.u32().set([collector, probe], args >>> 2);
  capi.Py_DecRef(capi.PyObject_VectorcallMethod(method, args, 2, HPy_NULL));
  for (const used of [method, collector, probe, type]) capi.Py_DecRef(used);
  // CPython copies what describes a type.
  block.free();
}
