/** The bases and the metaclass of a new type, from its `HPyType_SpecParam` list. */

import { type Handle, HPy_NULL, type SpecParam, specParamKinds } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { Instances } from "./instance.ts";
import type { LegacySlots } from "./legacy.ts";
import { typeSlot } from "./python-class.ts";

/** What a parameter list says. */
export interface TypeParams {
  /** The bases: a new reference to a tuple. */
  readonly bases: Handle;
  /** The metaclass, borrowed from the caller, or `HPy_NULL` for the one that follows from the bases. */
  readonly metaclass: Handle;
}

/**
 * Reads a parameter list, whose bases count before those in legacy slots. Returns `null` with an exception set when it
 * contradicts itself.
 */
export function readParams(
  interpreter: Interpreter,
  instances: Instances,
  name: string,
  params: readonly SpecParam[],
  { others }: Pick<LegacySlots, "others">,
): TypeParams | null {
  const { capi, raise } = interpreter;
  const refuse = (symbol: `PyExc_${string}`, message: string): null => {
    raise.error(symbol, message);
    return null;
  };
  const bases: Handle[] = [];
  let tuple = HPy_NULL;
  let metaclass = HPy_NULL;
  for (const { kind, object } of params) {
    switch (kind) {
      case specParamKinds.Base:
        bases.push(object);
        break;
      case specParamKinds.BasesTuple:
        if (bases.length === 0 && tuple === HPy_NULL) {
          tuple = (others.get(typeSlot.tp_bases) ?? HPy_NULL) as Handle;
          const base = (others.get(typeSlot.tp_base) ?? HPy_NULL) as Handle;
          if (tuple === HPy_NULL && base !== HPy_NULL) bases.push(base);
        }
        if (tuple !== HPy_NULL) {
          return refuse("PyExc_TypeError", "multiple specifications of HPyType_SpecParam_BasesTuple");
        }
        tuple = object;
        break;
      case specParamKinds.Metaclass:
        if (metaclass !== HPy_NULL)
          return refuse("PyExc_ValueError", "metaclass was specified multiple times");
        metaclass = object;
        break;
      default:
        return refuse("PyExc_TypeError", `unknown HPyType_SpecParam specification for '${name}'`);
    }
  }
  if (bases.length > 0 && tuple !== HPy_NULL) {
    return refuse(
      "PyExc_TypeError",
      "cannot specify both HPyType_SpecParam_Base and HPytype_SpecParam_BasesTuple",
    );
  }
  if (metaclass !== HPy_NULL && !acceptsMetaclass(interpreter, instances, metaclass)) return null;
  if (tuple !== HPy_NULL) {
    const size = capi.PyTuple_Size(tuple);
    if (size < 0) return null;
    if (size > 0) {
      capi.Py_IncRef(tuple);
      return { bases: tuple, metaclass };
    }
  }
  if (bases.length === 0) bases.push(instances.shapeType("Object"));
  const made = capi.PyTuple_New(bases.length);
  bases.forEach((base, index) => {
    capi.Py_IncRef(base);
    capi.PyTuple_SetItem(made, index, base);
  });
  return { bases: made, metaclass };
}

function acceptsMetaclass(interpreter: Interpreter, instances: Instances, metaclass: Handle): boolean {
  const { capi, raise, strings } = interpreter;
  const type = instances.shapeType("Type");
  if (!instances.isType(metaclass)) {
    const repr = capi.PyObject_Repr(metaclass);
    if (repr === HPy_NULL) return false;
    raise.error("PyExc_TypeError", `Metaclass '${strings.fromPython(repr)}' is not a subclass of 'type'.`);
    capi.Py_DecRef(repr);
    return false;
  }
  if (capi.PyType_GetSlot(metaclass, typeSlot.tp_new) !== capi.PyType_GetSlot(type, typeSlot.tp_new)) {
    raise.error("PyExc_TypeError", "Metaclasses with custom tp_new are not supported.");
    return false;
  }
  return true;
}

/**
 * The base whose layout instances extend: CPython's "best base", the one with the largest instances.
 * Returns `HPy_NULL` with an exception set when a base is no type.
 */
export function bestBase(interpreter: Interpreter, instances: Instances, bases: Handle): Handle {
  const { capi, raise } = interpreter;
  let best = HPy_NULL;
  let size = -1;
  for (let index = 0; index < capi.PyTuple_Size(bases); index++) {
    const base = capi.PyTuple_GetItem(bases, index);
    if (!instances.isType(base)) return raise.error("PyExc_TypeError", "bases must be types");
    const own = instances.basicSize(base);
    if (own > size) {
      best = base;
      size = own;
    }
  }
  return best;
}
