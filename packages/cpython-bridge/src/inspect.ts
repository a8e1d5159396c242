/** Looking at objects without running Python code and without an exception: for who must check before it calls. */

import { type ExtraApi, type Handle, HPy_NULL, NULL, type ObjectKind } from "@hpyjs/core";
import { briefDescription } from "./inspect-brief.ts";
import type { Interpreter } from "./interpreter.ts";
import type { Types } from "./type/types.ts";

/** The C symbols of the types of each kind. */
const kindSymbols: Readonly<Record<Exclude<ObjectKind, "iterator">, string>> = {
  type: "PyType_Type",
  str: "PyUnicode_Type",
  bytes: "PyBytes_Type",
  tuple: "PyTuple_Type",
  dict: "PyDict_Type",
  slice: "PySlice_Type",
  code: "PyCode_Type",
};

/** The `Inspect` functions. */
export function inspection(
  interpreter: Interpreter,
  { instances, registry }: Types,
): Pick<ExtraApi, `Inspect_${string}` & keyof ExtraApi> {
  const { capi, memory, transport } = interpreter;
  const brief = briefDescription(interpreter, instances);
  const is = (h: Handle, kind: ObjectKind): boolean => {
    if (h === HPy_NULL) return false;
    if (kind === "iterator") return capi.PyIter_Check(h) !== 0;
    const type = transport.symbol(kindSymbols[kind]) as number as Handle;
    return capi.PyType_IsSubtype(instances.typeOf(h), type) !== 0;
  };
  const ownerOf = (type: Handle): object | null => {
    const definer = registry.nearest(type)?.definer;
    return definer === undefined ? null : (definer.owner ?? definer);
  };
  return {
    Inspect_Is: is,
    Inspect_Text: (h) => {
      if (!is(h, "str")) return null;
      const scratch = memory.alloc(4);
      const bytes = capi.PyUnicode_AsUTF8AndSize(h, scratch) >>> 0;
      const size = memory.u32()[scratch >>> 2] ?? 0;
      memory.free(scratch);
      if (bytes !== NULL)
        return new TextDecoder("utf-8", { ignoreBOM: true }).decode(memory.u8().slice(bytes, bytes + size));
      capi.PyErr_Clear();
      return "\ufffd";
    },
    Inspect_Size: (h) => {
      if (is(h, "tuple")) return capi.PyTuple_Size(h);
      return is(h, "bytes") ? capi.PyBytes_Size(h) : 0;
    },
    Inspect_IsTupleOfStr: (h) => {
      if (!is(h, "tuple")) return false;
      const items = Array.from({ length: capi.PyTuple_Size(h) }, (_, index) =>
        capi.PyTuple_GetItem(h, index),
      );
      return items.every((item) => is(item, "str"));
    },
    Inspect_Owner: (h) => (h === HPy_NULL ? null : ownerOf(instances.typeOf(h))),
    Inspect_Owners: (h) => {
      const types = is(h, "tuple")
        ? Array.from({ length: capi.PyTuple_Size(h) }, (_, index) => capi.PyTuple_GetItem(h, index))
        : [h];
      return types.filter((type) => is(type, "type")).map(ownerOf);
    },
    Inspect_Brief: brief,
    Inspect_Struct: (h) => {
      const type = h === HPy_NULL ? 0 : instances.typeOf(h);
      const record = type === 0 ? null : registry.nearest(type);
      if (record === null) return NULL;
      registry.know(type, record);
      return instances.struct(h, record);
    },
  };
}
