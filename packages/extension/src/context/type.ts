/** Types: asking what an object is, and the plain way to make an instance. */

import { type BuiltinShape, builtinShapes, NULL } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** What can be asked of objects and types. */
export interface TypeContext {
  /** Whether `h` counts as true, as `bool(h)` (`HPy_IsTrue`). @throws PythonError what `__bool__` or `__len__` raised. */
  IsTrue(h: HPy): boolean;
  /** The type of `obj` (`HPy_Type`). */
  Type(obj: HPy): HPy;
  /** Whether `obj` is an instance of `type` or of a subclass, whatever `__instancecheck__` says (`HPy_TypeCheck`). */
  TypeCheck(obj: HPy, type: HPy): boolean;
  /** Whether both are the same object, as `is` (`HPy_Is`). */
  Is(obj: HPy, other: HPy): boolean;
  /**
   * A new instance as `object.__new__` makes it; the arguments are ignored (`HPyType_GenericNew`).
   *
   * @param kw a dict of keyword arguments.
   * @throws PythonError TypeError when `type` is not a type.
   */
  Type_GenericNew(type: HPy, args?: readonly HPy[], kw?: HPy | null): HPy;
  /** The type's `__name__` (`HPyType_GetName`). @throws PythonError TypeError when `type` is not a type. */
  Type_GetName(type: HPy): string;
  /**
   * Whether `sub` is `type` or derives from it (`HPyType_IsSubtype`).
   * @throws PythonError TypeError when `sub` is not a type.
   */
  Type_IsSubtype(sub: HPy, type: HPy): boolean;
  /**
   * The built-in type whose memory instances of `type` extend (`_HPyType_GetBuiltinShape`). A type that HPy did not
   * make has the shape `Legacy`. @throws PythonError TypeError when `type` is not a type.
   */
  Type_GetBuiltinShape(type: HPy): BuiltinShape;
}

const shapeNames = Object.keys(builtinShapes) as BuiltinShape[];

/** The family over one kernel. */
export function typeContext(kernel: Kernel): TypeContext {
  const { api, check, error, fail, handleArray, open, readCString, release, unwrap, unwrapOrNull } = kernel;
  const { Is, IsTrue, Type, TypeCheck } = api;
  return {
    IsTrue: (h) => check(IsTrue(unwrap(h))) !== 0,
    Type: (obj) => open(Type(unwrap(obj))),
    TypeCheck: (obj, type) => TypeCheck(unwrap(obj), unwrap(type)) !== 0,
    Is: (obj, other) => Is(unwrap(obj), unwrap(other)) !== 0,
    Type_GenericNew: (type, args = [], kw = null) => {
      const raw = unwrap(type);
      const rawKw = unwrapOrNull(kw);
      const array = handleArray(args);
      const instance = api.Type_GenericNew(raw, array, args.length, rawKw);
      release(array);
      return open(instance);
    },
    Type_GetName: (type) => {
      const name = api.Type_GetName(unwrap(type));
      if (name === NULL) fail();
      return readCString(name);
    },
    Type_IsSubtype: (sub, type) => {
      const rawSub = unwrap(sub);
      const rawType = unwrap(type);
      // The interpreter takes the word for it, and would read any other object's memory as a type's.
      if (TypeCheck(rawSub, api.h_TypeType) === 0) {
        throw error(api.h_TypeError, "HPyType_IsSubtype arg 1 must be a type");
      }
      return api.Type_IsSubtype(rawSub, rawType) !== 0;
    },
    Type_GetBuiltinShape: (type) => {
      const shape = api.Type_GetBuiltinShape(unwrap(type));
      if (shape === -2) fail();
      const name = shapeNames.find((name) => builtinShapes[name] === shape);
      if (name === undefined)
        throw new Error(`The interpreter gave a shape that HPy does not have: ${shape}`);
      return name;
    },
  };
}
