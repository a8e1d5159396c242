/**
 * Objects in a few words, fast: debug mode asks about each object whose handle is closed, because it may be gone when
 * somebody wants to know which it was.
 */

import { type Handle, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "./interpreter.ts";
import type { Instances } from "./type/instance.ts";

/** Characters of a text that are shown. */
const longest = 40;

/** `Py_TPFLAGS_HEAPTYPE`: a type without it lives as long as the interpreter. */
const heapType = 1 << 9;

/** Makes `Inspect_Brief`. */
export function briefDescription(
  { memory, strings, transport }: Interpreter,
  instances: Instances,
): (h: Handle) => string | null {
  // Without the guard of the stack: handles are closed at its end, too, and these functions need little.
  const { bare } = transport;
  const [int, float, str] = ["PyLong_Type", "PyFloat_Type", "PyUnicode_Type"].map((name) =>
    transport.symbol(name),
  ) as [Pointer, Pointer, Pointer];
  /** The names of types that are never freed. */
  const names = new Map<Handle, string>();
  let sizePlace = NULL;

  function nameOf(type: Handle): string {
    const known = names.get(type);
    if (known !== undefined) return known;
    const pointer = bare._PyType_Name(type);
    const name = strings.fromC(pointer) ?? "?";
    if ((bare.PyType_GetFlags(type) & heapType) === 0) names.set(type, name);
    return name;
  }

  function textOf(h: Handle): string {
    if (sizePlace === NULL) sizePlace = memory.alloc(4);
    const start = bare.PyUnicode_AsUTF8AndSize(h, sizePlace) >>> 0;
    if (start === NULL) {
      bare.PyErr_Clear();
      return "<str object>";
    }
    const size = memory.u32()[sizePlace >>> 2] as number;
    const shown = memory.u8().subarray(start, start + Math.min(size, longest));
    let text = "";
    for (const byte of shown) {
      if (byte > 0x7e || byte < 0x20) {
        text = new TextDecoder().decode(shown.slice());
        break;
      }
      text += String.fromCharCode(byte);
    }
    return size > longest ? `'${text}…'` : `'${text}'`;
  }

  /** An int or a float; `null` for what is too large. */
  function numberOf(value: number): string | null {
    if (value !== -1 || bare.PyErr_Occurred() === HPy_NULL) return String(value);
    bare.PyErr_Clear();
    return null;
  }

  return (h) => {
    if (h === HPy_NULL) return null;
    const type = instances.typeOf(h);
    // What follows could replace an exception.
    if (bare.PyErr_Occurred() === HPy_NULL) {
      const kind = type as number;
      if (kind === str) return textOf(h);
      if (kind === int) {
        const value = bare.PyLong_AsDouble(h);
        if (Number.isSafeInteger(value)) {
          const text = numberOf(value);
          if (text !== null) return text;
        }
      }
      if (kind === float) return numberOf(bare.PyFloat_AsDouble(h));
    }
    const name = nameOf(type);
    if (name === "NoneType") return "None";
    return instances.isType(h) ? `<class '${nameOf(h)}'>` : `<${name} object>`;
  };
}
