/** Lists, tuples, dictionaries, slices, iterators, and their items. */

import { HPy_NULL, type Pointer } from "@hpyjs/core";
import type { Family } from "./workplace.ts";

/** `HPyList_*`, `HPyTuple_*`, `HPyDict_*`. */
export const containers: Family = (place) => {
  const { api, closing, number, plain } = place;
  const list = place.python("[1, 2, 3]");
  const tuple = place.python("(1, 2, 3)");
  const dict = place.python("{'one': 1, 'two': 2}");
  const items = place.array(number, number);
  return [
    closing("List_New", () => api.List_New(0)),
    plain("List_Append, DelItem_i", () => {
      api.List_Append(list, number);
      api.DelItem_i(list, 3);
    }),
    plain("List_Insert, DelItem_i", () => {
      api.List_Insert(list, 3, number);
      api.DelItem_i(list, 3);
    }),
    plain("List_Check", () => api.List_Check(list)),
    closing("Tuple_FromArray", () => api.Tuple_FromArray(items, 2)),
    plain("Tuple_Check", () => api.Tuple_Check(tuple)),
    closing("Dict_New", () => api.Dict_New()),
    closing("Dict_Keys", () => api.Dict_Keys(dict)),
    closing("Dict_Copy", () => api.Dict_Copy(dict)),
    plain("Dict_Check", () => api.Dict_Check(dict)),
  ];
};

/** `HPyListBuilder_*`, `HPyTupleBuilder_*`. */
export const builders: Family = ({ api, number }) =>
  (["List", "Tuple"] as const).flatMap((kind) => {
    const call = <N extends "Build" | "Cancel" | "New" | "Set">(name: N) =>
      api[`${kind}Builder_${name}`].bind(api) as (...args: readonly number[]) => number;
    const [make, set, build, cancel] = [call("New"), call("Set"), call("Build"), call("Cancel")];
    const name = (fn: string): string => `${kind}Builder_${fn}`;
    return [
      { name: `${name("New")}, ${name("Cancel")}`, run: () => cancel(make(2)) },
      { name: `${name("Cancel")}, ${name("New")}`, run: () => cancel(make(2)) },
      {
        name: `${name("Set")}, ${name("New")}, ${name("Cancel")}`,
        run: () => {
          const builder = make(1);
          set(builder, 0, number);
          cancel(builder);
        },
      },
      {
        name: `${name("Build")}, ${name("New")}, ${name("Set")}, Close`,
        run: () => {
          const builder = make(1);
          set(builder, 0, number);
          api.Close(build(builder) as never);
        },
      },
    ];
  });

/** `HPy_GetItem` and its like, and slices. */
export const items: Family = (place) => {
  const { api, closing, number, plain, str, word } = place;
  const list = place.python("[1, 2, 3]");
  const pair = place.python("[8, 9]");
  const dict = place.python("{'real': 1, 'a text of some length': 2}");
  const index = place.python("1");
  const slice = place.python("slice(1, 9, 2)");
  const at = (word: number): Pointer => (place.place + 4 * word) as Pointer;
  return [
    closing("GetItem", () => api.GetItem(dict, str)),
    closing("GetItem_i", () => api.GetItem_i(list, 1)),
    closing("GetItem_s", () => api.GetItem_s(dict, word)),
    plain("SetItem", () => api.SetItem(dict, str, number)),
    plain("SetItem_i", () => api.SetItem_i(list, 1, number)),
    plain("SetItem_s", () => api.SetItem_s(dict, word, number)),
    plain("DelItem, SetItem", () => {
      api.SetItem(dict, index, number);
      api.DelItem(dict, index);
    }),
    plain("DelItem_i, SetItem_i", () => {
      api.SetItem_i(dict, 5, number);
      api.DelItem_i(dict, 5);
    }),
    plain("DelItem_s, SetItem_s", () => {
      api.SetItem_s(dict, word, number);
      api.DelItem_s(dict, word);
    }),
    plain("Contains", () => api.Contains(dict, str)),
    plain("Length", () => api.Length(list)),
    closing("GetSlice", () => api.GetSlice(list, 0, 2)),
    plain("SetSlice", () => api.SetSlice(list, 0, 2, pair)),
    plain("DelSlice, SetSlice", () => {
      api.SetSlice(list, 3, 3, pair);
      api.DelSlice(list, 3, 5);
    }),
    closing("Slice_New", () => api.Slice_New(number, number, HPy_NULL)),
    plain("Slice_Unpack", () => api.Slice_Unpack(slice, at(0), at(1), at(2))),
  ];
};

/** `HPy_GetIter`, `HPyIter_*`. */
export const iterators: Family = (place) => {
  const { api, closing, plain } = place;
  const list = place.python("[1, 2, 3]");
  const endless = place.python("__import__('itertools').repeat(1)");
  return [
    closing("GetIter", () => api.GetIter(list)),
    closing("Iter_Next", () => api.Iter_Next(endless)),
    plain("Iter_Check", () => api.Iter_Check(endless)),
  ];
};
