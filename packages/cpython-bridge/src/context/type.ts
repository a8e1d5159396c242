/** Types and their instances: `HPyType_*`, `HPy_Type`, `HPy_TypeCheck`, `HPy_Is`, `HPy_IsTrue`, `_HPy_New`. */

import { type Api, type BuiltinShape, builtinShapes, type Handle, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { Types } from "../type/types.ts";

/** The functions of the type family, and `HPy_SetCallFunction`, which belongs to the types' call protocol. */
export type TypeApi = Pick<
  Api,
  | "Type_FromSpec"
  | "Type_GenericNew"
  | "Type"
  | "TypeCheck"
  | "Is"
  | "IsTrue"
  | "Type_GetName"
  | "Type_IsSubtype"
  | "Type_GetBuiltinShape"
  | "New"
  | "SetCallFunction"
>;

/** What the type family has instead where there are legacy types. */
export function hybridTypes({ factory }: Types): Pick<Api, "Type_FromSpec"> {
  return { Type_FromSpec: (definition, params) => factory.create(definition, params, true) };
}

/** Makes the type family. */
export function typeContext(interpreter: Interpreter, types: Types): TypeApi {
  const { capi, raise } = interpreter;
  const { factory, instances, registry } = types;

  function typeName(type: Handle): Pointer {
    if (instances.isType(type)) return capi._PyType_Name(type);
    raise.error("PyExc_TypeError", "HPyType_GetName arg must be a type");
    return NULL;
  }

  function builtinShape(type: Handle): number {
    if (!instances.isType(type)) {
      raise.error("PyExc_TypeError", "arg must be a type");
      return -2;
    }
    const record = registry.nearest(type);
    return record === null ? builtinShapes.Legacy : builtinShapes[record.shape satisfies BuiltinShape];
  }

  return {
    Type_FromSpec: (definition, params) => factory.create(definition, params, false),
    Type_GenericNew: (type) => instances.create(type, "HPy_Type_GenericNew arg 1 must be a type"),
    Type: capi.PyObject_Type,
    TypeCheck: (object, type) => capi.PyType_IsSubtype(instances.typeOf(object), type),
    // In the upper half of the memory a handle is negative when C gave it, and positive when it was read as a word.
    Is: (left, right) => ((left ^ right) === 0 ? 1 : 0),
    IsTrue: capi.PyObject_IsTrue,
    Type_GetName: typeName,
    Type_IsSubtype: capi.PyType_IsSubtype,
    Type_GetBuiltinShape: builtinShape,
    New: (type, data) => instances.createWithStruct(type, data),
    SetCallFunction: types.setCallFunction,
  };
}
