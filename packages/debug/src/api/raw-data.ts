/** Functions that give out an object's data. */

import { type Api, type Handle, type Memory, NULL, type Pointer } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";
import { kindChecks } from "./kinds.ts";

type RawDataApi = Pick<Api, "Bytes_AsString" | "Bytes_AS_STRING" | "Unicode_AsUTF8AndSize" | "Type_GetName">;

/** Makes these functions. */
export function rawDataFunctions(context: DebugContext, api: Api): RawDataApi {
  const { memory } = context.inner;
  const is = kindChecks(context);

  /** What the extension gets for a pointer to data. @param size the data's, without the NUL behind it. */
  function copy(h: Handle, source: Pointer, size: number): Pointer {
    if (source === NULL) return NULL;
    const record = context.shared.store.find(h);
    // One that was closed was reported, and gets what it asked for.
    return record === undefined || record.context !== context.id
      ? source
      : context.rawData.copy(record, source, size + 1);
  }

  const asString = (name: "Bytes_AsString" | "Bytes_AS_STRING"): Api["Bytes_AsString"] => {
    const where = `HPy${name}`;
    return (h) => {
      const inner = context.in(h, where);
      const source = api[name](inner);
      return source === NULL ? NULL : copy(h, source, api.Bytes_GET_SIZE(inner));
    };
  };

  return {
    Bytes_AsString: asString("Bytes_AsString"),
    Bytes_AS_STRING: asString("Bytes_AS_STRING"),
    Unicode_AsUTF8AndSize: (h, size) => {
      const where = "HPyUnicode_AsUTF8AndSize";
      const inner = context.in(h, where);
      const place = size === NULL ? context.scratch.take(1) : size;
      const source = api.Unicode_AsUTF8AndSize(inner, place);
      const length = source === NULL ? 0 : readSize(memory, place);
      if (size === NULL) context.scratch.give(place);
      return copy(h, source, length);
    },
    Type_GetName: (type) => {
      const where = "HPyType_GetName";
      const inner = context.in(type, where);
      if (!is(inner, "type", where, "HPyType_GetName arg must be a type")) {
        context.refuse(`${where}: the argument is no type`);
        return NULL;
      }
      const source = api.Type_GetName(inner);
      const length = source === NULL ? 0 : memory.u8().indexOf(0, source) - source;
      return copy(type, source, length);
    },
  };
}

function readSize(memory: Memory, address: Pointer): number {
  if (memory.pointerSize === 4) return memory.i32()[address >>> 2] as number;
  return Number(memory.view().getBigInt64(address, true));
}
