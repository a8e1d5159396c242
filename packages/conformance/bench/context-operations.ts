/** What the modes are measured with: calls of the context, each with what it takes to leave nothing behind. */

import { type Handle, HPy_NULL, type Layer, NULL, type Pointer } from "@hpyjs/core";
import type { RawTools } from "../fixtures/raw.ts";

/** One operation. */
export interface Operation {
  /** The functions that it calls, by their names in C without the prefix. */
  readonly name: string;
  /** How many calls of the context it is. */
  readonly calls: number;
  /** Does it once. */
  readonly run: () => void;
}

/** The operations on a layer, and what lets go of what they use. Runs inside of a call from Python. */
export function operationsOn({ api, memory }: Layer, { text }: RawTools): [readonly Operation[], () => void] {
  const used: Handle[] = [];
  const use = (handle: Handle): Handle => {
    used.push(handle);
    return handle;
  };
  const word = text("real");
  const number = use(api.Long_FromInt32_t(1234567));
  const float = use(api.Float_FromDouble(1.5));
  const str = use(api.Unicode_FromString(text("a text of some length")));
  const list = use(api.List_New(3));
  for (let index = 0; index < 3; index++) api.SetItem_i(list, index, number);
  const dict = use(api.Dict_New());
  api.SetItem(dict, str, number);
  const repr = use(api.GetAttr_s(number, text("__repr__")));
  const args = memory.alloc(2 * memory.pointerSize);
  const write = (index: number, handle: Handle): void => {
    memory.u32()[(args >>> 2) + index] = handle;
  };
  write(0, number);
  write(1, number);
  const closing = (name: string, make: () => Handle): Operation => ({
    name: `${name}, Close`,
    calls: 2,
    run: () => api.Close(make()),
  });
  const plain = (name: string, run: () => unknown): Operation => ({ name, calls: 1, run });
  const operations = [
    closing("Dup", () => api.Dup(number)),
    closing("Long_FromInt32_t", () => api.Long_FromInt32_t(1234567)),
    closing("Float_FromDouble", () => api.Float_FromDouble(2.5)),
    closing("Unicode_FromString", () => api.Unicode_FromString(word)),
    closing("Bytes_FromString", () => api.Bytes_FromString(word)),
    closing("List_New", () => api.List_New(0)),
    closing("Dict_New", () => api.Dict_New()),
    closing("Tuple_FromArray", () => api.Tuple_FromArray(args, 2)),
    closing("Type", () => api.Type(number)),
    closing("Add", () => api.Add(number, number)),
    closing("GetAttr_s", () => api.GetAttr_s(number, word)),
    closing("GetItem_i", () => api.GetItem_i(list, 1)),
    closing("GetItem", () => api.GetItem(dict, str)),
    closing("Call", () => api.Call(repr, NULL, 0, HPy_NULL)),
    plain("Long_AsInt32_t", () => api.Long_AsInt32_t(number)),
    plain("Float_AsDouble", () => api.Float_AsDouble(float)),
    plain("Unicode_AsUTF8AndSize", () => api.Unicode_AsUTF8AndSize(str, NULL)),
    plain("SetItem_i", () => api.SetItem_i(list, 1, number)),
    plain("SetItem", () => api.SetItem(dict, str, number)),
    plain("Length", () => api.Length(list)),
    plain("IsTrue", () => api.IsTrue(number)),
    plain("Is", () => api.Is(number, float)),
    plain("TypeCheck", () => api.TypeCheck(number, api.h_LongType)),
    plain("RichCompareBool", () => api.RichCompareBool(number, float, 2)),
    plain("Err_Occurred", () => api.Err_Occurred()),
  ];
  const end = (): void => {
    for (const handle of used) api.Close(handle);
    memory.free(args as Pointer);
  };
  return [operations, end];
}
