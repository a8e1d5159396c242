/** `ctx.from` and `ctx.toJS`: whole JavaScript values to Python objects and back. */

import { type Handle, HPy_NULL, type ListBuilder } from "@hpyjs/core";
import type { JavaScriptValue, PythonValue } from "./context.ts";
import type { Converter } from "./convert.ts";
import type { BaseKernel } from "./create-kernel.ts";
import { HPy } from "./handle.ts";

/** Conversions of whole values, over one kernel. */
export interface Values {
  /** See `ctx.from`. */
  from(value: JavaScriptValue): HPy;
  /** See `ctx.toJS`. */
  toJS(h: HPy): PythonValue;
}

/** Makes the conversions. */
export function createValues(kernel: BaseKernel, converter: Converter): Values {
  const { api, check, fail, memory, open, unwrap } = kernel;
  const { Close } = api;

  /** A new raw handle; whatever was opened on the way is closed when something is thrown. */
  function make(value: JavaScriptValue, parents: Set<unknown>): Handle {
    if (typeof value !== "object" || value === null) return converter.give(value);
    if (value instanceof HPy) return api.Dup(unwrap(value));
    if (value instanceof Uint8Array) return makeBytes(value);
    if (value instanceof ArrayBuffer) return makeBytes(new Uint8Array(value));
    if (parents.has(value)) throw new TypeError("A value that contains itself has no Python equivalent.");
    parents.add(value);
    const made = makeContainer(value as object, parents);
    parents.delete(value);
    return made;
  }

  function makeContainer(value: object, parents: Set<unknown>): Handle {
    if (Array.isArray(value)) return makeList(value as JavaScriptValue[], parents);
    if (value instanceof Map) return makeDict(value, parents);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype) {
      return makeDict(Object.entries(value as Record<string, JavaScriptValue>), parents);
    }
    const name = (value.constructor as { name?: string } | undefined)?.name ?? "unknown";
    throw new TypeError(`A value of class ${name} has no Python equivalent.`);
  }

  function makeBytes(bytes: Uint8Array): Handle {
    const space = kernel.allocate(bytes.length + 1);
    memory.u8().set(bytes, space);
    const made = api.Bytes_FromStringAndSize(space, bytes.length);
    kernel.release(space);
    return made === HPy_NULL ? fail() : made;
  }

  function makeList(items: readonly JavaScriptValue[], parents: Set<unknown>): Handle {
    const builder: ListBuilder = api.ListBuilder_New(items.length);
    try {
      items.forEach((item, index) => {
        const h = make(item, parents);
        api.ListBuilder_Set(builder, index, h);
        Close(h);
      });
    } catch (thrown) {
      api.ListBuilder_Cancel(builder);
      throw thrown;
    }
    const made = api.ListBuilder_Build(builder);
    return made === HPy_NULL ? fail() : made;
  }

  function makeDict(
    entries: Iterable<readonly [JavaScriptValue, JavaScriptValue]>,
    parents: Set<unknown>,
  ): Handle {
    const dict = api.Dict_New();
    if (dict === HPy_NULL) fail();
    try {
      for (const [key, value] of entries) setEntry(dict, key, value, parents);
    } catch (thrown) {
      Close(dict);
      throw thrown;
    }
    return dict;
  }

  function setEntry(dict: Handle, key: JavaScriptValue, value: JavaScriptValue, parents: Set<unknown>): void {
    const k = make(key, parents);
    let v = HPy_NULL;
    try {
      v = make(value, parents);
      check(api.SetItem(dict, k, v));
    } finally {
      Close(k);
      Close(v);
    }
  }

  function read(h: Handle): PythonValue {
    if (api.Is(h, api.h_None) !== 0) return null;
    if (api.TypeCheck(h, api.h_BoolType) !== 0) return api.Is(h, api.h_True) !== 0;
    if (api.TypeCheck(h, api.h_LongType) !== 0) return converter.readInteger(h);
    if (api.Unicode_Check(h) !== 0) return kernel.readText(h);
    if (api.TypeCheck(h, api.h_FloatType) !== 0) return api.Float_AsDouble(h);
    if (api.Bytes_Check(h) !== 0) {
      const start = api.Bytes_AsString(h);
      return memory.u8().slice(start, start + api.Bytes_Size(h));
    }
    if (api.List_Check(h) !== 0 || api.Tuple_Check(h) !== 0) return readItems(h);
    if (api.Dict_Check(h) !== 0) return readDict(h);
    const type = api.Type(h);
    const name = kernel.readCString(api.Type_GetName(type));
    Close(type);
    throw kernel.error(api.h_TypeError, `an object of type '${name}' has no JavaScript equivalent`);
  }

  /** Reads a handle and closes it. */
  function consume(h: Handle): PythonValue {
    if (h === HPy_NULL) fail();
    try {
      return read(h);
    } finally {
      Close(h);
    }
  }

  function readItems(h: Handle): PythonValue[] {
    const length = check(api.Length(h));
    return Array.from({ length }, (_, index) => consume(api.GetItem_i(h, index)));
  }

  function readDict(h: Handle): Map<PythonValue, PythonValue> {
    const map = new Map<PythonValue, PythonValue>();
    const keys = api.Dict_Keys(h);
    if (keys === HPy_NULL) fail();
    try {
      const length = check(api.Length(keys));
      for (let i = 0; i < length; i++) {
        const key = api.GetItem_i(keys, i);
        if (key === HPy_NULL) fail();
        const value = api.GetItem(h, key);
        if (value === HPy_NULL) Close(key);
        map.set(consume(key), consume(value));
      }
    } finally {
      Close(keys);
    }
    return map;
  }

  return {
    from: (value) => open(make(value, new Set())),
    toJS: (h) => read(unwrap(h)),
  };
}
