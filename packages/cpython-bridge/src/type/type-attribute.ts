/** Attributes of types as CPython sees them, whatever a metaclass says. */

import type { Handle } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** One attribute that every type has. */
export class TypeAttribute {
  /** The type of the attribute's descriptor. Borrowed: a built-in type. */
  readonly descriptorType: Handle;
  readonly #interpreter: Interpreter;
  readonly #getter: Handle;

  /** @param name a name in `type.__dict__`, for instance `__basicsize__`. */
  constructor(interpreter: Interpreter, name: string) {
    const { capi, memory, strings, transport } = interpreter;
    this.#interpreter = interpreter;
    const type = transport.symbol("PyType_Type") as number as Handle;
    const namespace = capi.PyObject_GetAttrString(type, strings.constant("__dict__"));
    const key = capi.PyUnicode_FromString(strings.constant(name));
    const descriptor = capi.PyObject_GetItem(namespace, key);
    this.descriptorType = memory.u32()[(descriptor + transport.layout.type) >>> 2] as Handle;
    this.#getter = capi.PyObject_GetAttrString(descriptor, strings.constant("__get__"));
    for (const object of [namespace, key, descriptor]) capi.Py_DecRef(object);
  }

  /** The attribute of `type`. New reference. */
  get(type: Handle): Handle {
    return this.#interpreter.capi.PyObject_CallOneArg(this.#getter, type);
  }

  /** The attribute of `type`, an `int`. */
  number(type: Handle): number {
    const { capi } = this.#interpreter;
    const value = this.get(type);
    const number = capi.PyLong_AsSsize_t(value);
    capi.Py_DecRef(value);
    return number;
  }
}
