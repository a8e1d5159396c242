/** Objects and their types. */

import { type Handle, HPy_NULL, NULL, type Pointer, richCompareOps, typeFlags } from "@hpyjs/core";
import { rawSlot, rawType } from "../../fixtures/raw-type.ts";
import type { Family, Workplace } from "./workplace.ts";

/** A type whose instances have a struct with one field. */
function pointType(place: Workplace): Handle {
  const { api } = place;
  const flags = typeFlags.DEFAULT | typeFlags.HAVE_GC;
  const defines = [rawSlot("tp_traverse", (struct, visit, arg) => visit(struct, arg))];
  const definition = rawType("bench.Point", { basicsize: 16, flags, defines, fields: [0] });
  return place.use(api.Type_FromSpec(definition, []));
}

/** Attributes, comparison, and what `object` has. */
export const objects: Family = (place) => {
  const { api, closing, float, number, plain, str, word } = place;
  const namespace = place.python("__import__('types').SimpleNamespace(real=1)");
  const name = place.python("'real'");
  const bytes = place.python("b'some bytes'");
  return [
    closing("GetAttr", () => api.GetAttr(number, name)),
    closing("GetAttr_s", () => api.GetAttr_s(number, word)),
    plain("HasAttr", () => api.HasAttr(number, name)),
    plain("HasAttr_s", () => api.HasAttr_s(number, word)),
    plain("SetAttr", () => api.SetAttr(namespace, name, number)),
    plain("SetAttr_s", () => api.SetAttr_s(namespace, word, number)),
    closing("Repr", () => api.Repr(number)),
    closing("Str", () => api.Str(number)),
    closing("ASCII", () => api.ASCII(number)),
    closing("Bytes", () => api.Bytes(bytes)),
    closing("RichCompare", () => api.RichCompare(number, float, richCompareOps.EQ)),
    plain("RichCompareBool", () => api.RichCompareBool(number, float, richCompareOps.EQ)),
    plain("Hash", () => api.Hash(str)),
    plain("IsTrue", () => api.IsTrue(number)),
    plain("Is", () => api.Is(number, float)),
    plain("Callable_Check", () => api.Callable_Check(number)),
  ];
};

/** `HPyType_*`, and instances with a struct. */
export const types: Family = (place) => {
  const { api, closing, number, plain } = place;
  const type = pointType(place);
  const instance = place.use(api.New(type, NULL));
  const field = api.AsStruct_Object(instance);
  api.Field_Store(instance, field, number);
  const definition = rawType("bench.Made", { basicsize: 16 });
  return [
    closing("Type", () => api.Type(number)),
    plain("TypeCheck", () => api.TypeCheck(number, api.h_LongType)),
    plain("Type_IsSubtype", () => api.Type_IsSubtype(api.h_BoolType, api.h_LongType)),
    plain("Type_GetName", () => api.Type_GetName(type)),
    plain("Type_GetBuiltinShape", () => api.Type_GetBuiltinShape(type)),
    closing("Type_FromSpec", () => api.Type_FromSpec(definition, [])),
    closing("Type_GenericNew", () => api.Type_GenericNew(type, NULL, 0, HPy_NULL)),
    closing("New", () => api.New(type, NULL)),
    plain("AsStruct_Object", () => api.AsStruct_Object(instance)),
    plain("Field_Store", () => api.Field_Store(instance, field, number)),
    closing("Field_Load", () => api.Field_Load(instance, place.at(field) as never)),
  ];
};

/** `HPyCapsule_*`, `HPyContextVar_*`, `HPyTracker_*`, `HPyGlobal_*`, `HPy_Dup`. */
export function lifetimes(global: Pointer): Family {
  return (place) => {
    const { api, closing, number, plain } = place;
    const name = place.text("bench.capsule");
    const capsule = place.use(api.Capsule_New(place.place, name, null));
    const variable = place.use(api.ContextVar_New(name, HPy_NULL));
    place.use(api.ContextVar_Set(variable, number));
    api.Global_Store(global, number);
    return [
      closing("Dup", () => api.Dup(number)),
      plain("Close, Dup", () => api.Close(api.Dup(number))),
      closing("Capsule_New", () => api.Capsule_New(place.place, name, null)),
      plain("Capsule_Get", () => api.Capsule_Get(capsule, 0, name)),
      plain("Capsule_IsValid", () => api.Capsule_IsValid(capsule, name)),
      plain("Capsule_Set", () => api.Capsule_Set(capsule, 0, place.place)),
      closing("ContextVar_New", () => api.ContextVar_New(name, number)),
      plain("ContextVar_Get, Close", () => {
        api.ContextVar_Get(variable, HPy_NULL, place.place);
        api.Close(place.at(place.place) as never);
      }),
      closing("ContextVar_Set", () => api.ContextVar_Set(variable, number)),
      plain("Tracker_New, Tracker_Close", () => api.Tracker_Close(api.Tracker_New(1))),
      plain("Tracker_Close, Tracker_New", () => api.Tracker_Close(api.Tracker_New(1))),
      plain("Tracker_Add, Dup, Tracker_New, Tracker_Close", () => {
        const tracker = api.Tracker_New(1);
        api.Tracker_Add(tracker, api.Dup(number));
        api.Tracker_Close(tracker);
      }),
      plain("Tracker_ForgetAll, Tracker_New, Tracker_Close", () => {
        const tracker = api.Tracker_New(1);
        api.Tracker_ForgetAll(tracker);
        api.Tracker_Close(tracker);
      }),
      plain("Global_Store", () => api.Global_Store(global, number)),
      closing("Global_Load", () => api.Global_Load(place.at(global))),
    ];
  };
}
