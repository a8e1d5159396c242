/** Items of exact lists and tuples without a call, what kind of object something is, and iterators. */

import { type Api, type Handle, HPy_NULL } from "@hpyjs/core";
import type { Heap } from "./heap.ts";

/** Lengths, reading and writing by index, appending where there is room. */
export function items(heap: Heap, api: Api): Partial<Api> {
  const { capi, layout, type, typeAt, memory } = heap;
  const found: Partial<{ -readonly [N in keyof Api]: Api[N] }> = {};
  const { list, size, tupleItems } = layout;
  const ofDict = typeAt("PyDict_Type");
  const { SetItem } = api;
  found.SetItem = (obj, key, value) =>
    memory.i32()[(obj >>> 2) + type] === ofDict && value !== HPy_NULL && obj !== HPy_NULL
      ? capi.PyDict_SetItem(obj, key, value)
      : SetItem(obj, key, value);
  if (list === null || size === null || tupleItems === null) return found;
  return { ...found, ...lengths(heap, api, size), ...byIndex(heap, api, { list, size, tupleItems }) };
}

function lengths({ type, typeAt, memory }: Heap, { Length }: Api, size: number): Partial<Api> {
  const [ofList, ofTuple] = [typeAt("PyList_Type"), typeAt("PyTuple_Type")];
  const sizeWord = size >>> 2;
  return {
    Length: (h) => {
      const view = memory.i32();
      const at = h >>> 2;
      const kind = view[at + type];
      return kind === ofList || kind === ofTuple ? (view[at + sizeWord] as number) : Length(h);
    },
  };
}

function byIndex(
  { immortal, layout, release, retain, type, typeAt, memory }: Heap,
  { GetItem_i, List_Append, SetItem_i }: Api,
  at: { list: { items: number }; size: number; tupleItems: number },
): Partial<Api> {
  const [ofList, ofTuple] = [typeAt("PyList_Type"), typeAt("PyTuple_Type")];
  const sizeWord = at.size >>> 2;
  const listWord = at.list.items >>> 2;
  const tupleWord = at.tupleItems >>> 2;
  const roomWord = (layout.list?.allocated ?? 0) >>> 2;
  const found: Partial<{ -readonly [N in keyof Api]: Api[N] }> = {};
  const ofOther = (obj: Handle, idx: number): Handle => {
    const index = idx | 0;
    const view = memory.i32();
    const start = obj >>> 2;
    const isInside = index >= 0 && index < (view[start + sizeWord] as number);
    if (view[start + type] !== ofTuple || !isInside) return GetItem_i(obj, idx);
    const item = view[start + tupleWord + index] as Handle;
    if (item === HPy_NULL) return GetItem_i(obj, idx);
    retain(item);
    return item;
  };
  // Engines stop inlining where a function has become too long, so the rest stands elsewhere.
  found.GetItem_i = (obj, idx) => {
    const index = idx | 0;
    const view = memory.i32();
    const start = obj >>> 2;
    if (view[start + type] === ofList && index >= 0 && index < (view[start + sizeWord] as number)) {
      const item = view[((view[start + listWord] as number) >>> 2) + index] as Handle;
      const count = view[item >>> 2] as number;
      if (item !== HPy_NULL) {
        if (count < immortal) view[item >>> 2] = count + 1;
        return item;
      }
    }
    return ofOther(obj, idx);
  };
  found.SetItem_i = (obj, idx, value) => {
    const index = idx | 0;
    const view = memory.i32();
    const start = obj >>> 2;
    const isInside = index >= 0 && index < (view[start + sizeWord] as number);
    if (view[start + type] !== ofList || !isInside || value === HPy_NULL) return SetItem_i(obj, idx, value);
    const place = ((view[start + listWord] as number) >>> 2) + index;
    const earlier = view[place] as Handle;
    retain(value);
    view[place] = value;
    release(earlier);
    return 0;
  };
  if (roomWord === 0) return found;
  found.List_Append = (list, item) => {
    const view = memory.i32();
    const start = list >>> 2;
    if (view[start + type] === ofList && item !== HPy_NULL) {
      const size = view[start + sizeWord] as number;
      if (size < (view[start + roomWord] as number)) {
        retain(item);
        view[((view[start + listWord] as number) >>> 2) + size] = item;
        view[start + sizeWord] = size + 1;
        return 0;
      }
    }
    return List_Append(list, item);
  };
  return found;
}

/** Whether an object is of a type: exactly that one at least is seen at once. */
export function kinds({ capi, immortal, quiet, type, typeAt, memory }: Heap, api: Api): Partial<Api> {
  const check = (symbol: string, slow: (h: Handle) => number): ((h: Handle) => number) => {
    const exact = typeAt(symbol);
    return (h) => (memory.i32()[(h >>> 2) + type] === exact ? 1 : slow(h));
  };
  const { IsTrue, TypeCheck, h_False, h_True } = api;
  const next = quiet("PyIter_Next");
  const [ofTuples, ofLists, ofRanges] = [
    typeAt("PyTupleIter_Type"),
    typeAt("PyListIter_Type"),
    typeAt("PyRangeIter_Type"),
  ];
  /** The type of the iterator that was used last, where that is one of CPython's own, which never change nor go. */
  let known = 0;
  return {
    List_Check: check("PyList_Type", api.List_Check),
    Tuple_Check: check("PyTuple_Type", api.Tuple_Check),
    Dict_Check: check("PyDict_Type", api.Dict_Check),
    Bytes_Check: check("PyBytes_Type", api.Bytes_Check),
    Unicode_Check: check("PyUnicode_Type", api.Unicode_Check),
    TypeCheck: (object, wanted) =>
      ((memory.i32()[(object >>> 2) + type] as number) ^ wanted) === 0 ? 1 : TypeCheck(object, wanted),
    IsTrue: (h) => ((h ^ h_True) === 0 ? 1 : (h ^ h_False) === 0 ? 0 : IsTrue(h)),
    Iter_Next: (iterator) => {
      const view = memory.i32();
      const kind = view[(iterator >>> 2) + type] as number;
      if (kind === ofTuples || kind === ofLists || kind === ofRanges) return next(iterator);
      if (kind !== known || iterator === HPy_NULL) {
        if (iterator === HPy_NULL || capi.PyIter_Check(iterator) === 0) return api.Iter_Next(iterator);
        if ((view[kind >>> 2] as number) >= immortal) known = kind;
      }
      return capi.PyIter_Next(iterator);
    },
  };
}
