/** Makes the kernel of one binding: see `kernel.ts`. */

import { type Handle, HPy_NULL, type Layer, NULL, type Pointer } from "@hpyjs/core";
import { Arena } from "./arena.ts";
import {
  BORROWED,
  CONSTANT,
  type HandleObject,
  type HPy,
  inside,
  makeHandle,
  misuse,
  NOWHERE,
  resolveHandle,
} from "./handle.ts";
import type { Kernel } from "./kernel.ts";
import { type ErrorOwner, PythonError } from "./python-error.ts";
import { OUTSIDE, outsideError, ScopeStack } from "./scope.ts";
import { createText, textBufferSize } from "./text.ts";
import { listSize, ValueTable } from "./value-table.ts";
import { writeWord } from "./words.ts";

/** The part of the kernel that stands on the layer alone, with what only the binding needs. */
export interface BaseKernel
  extends Omit<Kernel, "give" | "fieldAddress" | "globalAddress" | "keywordsImplementation"> {
  /** The scopes. */
  readonly scopes: ScopeStack;
  /** Memory for the duration of one call. */
  readonly arena: Arena;
  /** Takes the exception that is set out of the indicator, as an error; `null` when none is set. */
  takeError(): PythonError | null;
  /** The errors whose exceptions end with the current scope. */
  errorsOfScope(): readonly PythonError[];
}

/** Makes the kernel's base on `layer`. */
export function createBaseKernel(layer: Layer): BaseKernel {
  const { api, extra, memory } = layer;
  const { Close } = api;
  const scopes = new ScopeStack(Close, (raw) => layer.boundary.enter(() => Close(raw)));
  const arena = new Arena(memory);
  const text = createText(layer, arena.reserve(textBufferSize), fail);
  const owner: ErrorOwner = {
    exceptionMatches: (exception, type) => exceptionMatches(unwrap(exception), unwrap(type)),
  };

  // As short as can be: it is part of nearly everything that is compiled, and engines stop inlining where a function has
  // become too long.
  function unwrap(h: HPy): Handle {
    if ((h as HPy & HandleObject)?.owner === scopes) {
      const { life, raw } = h as HPy & HandleObject;
      if (raw !== HPy_NULL && (life === scopes.serial || life === BORROWED)) return raw;
    }
    return unwrapOther(h);
  }

  /** The same for handles that belong to another scope, or to none. */
  function unwrapOther(h: HPy): Handle {
    const raw = resolveHandle(h, scopes);
    if (raw === HPy_NULL || scopes.serial === OUTSIDE) throw refusal(h, raw);
    return raw;
  }

  function refusal(h: unknown, raw: Handle): Error {
    return raw === HPy_NULL ? misuse(h, scopes) : outsideError();
  }

  function unwrapOrNull(h: HPy | null): Handle {
    return h === null ? HPy_NULL : unwrap(h);
  }

  function open(raw: Handle): HPy {
    return raw === HPy_NULL ? fail() : scopes.open(raw, null);
  }

  function openOrNull(raw: Handle): HPy | null {
    if (raw !== HPy_NULL) return open(raw);
    checkError();
    return null;
  }

  function check(status: number): number {
    if (status === -1) fail();
    return status;
  }

  function checkError(): void {
    if (api.Err_Occurred() !== 0) fail();
  }

  function fail(): never {
    throw (
      takeError() ?? error(api.h_SystemError, "a function of the context failed without setting an exception")
    );
  }

  /** Errors whose exceptions some scope owns, and others, which are dropped now and then. */
  let errors: PythonError[] = [];
  let manyErrors = 16;

  function takeError(): PythonError | null {
    const exception = extra.Err_GetRaised();
    if (exception === HPy_NULL) return null;
    const error = describe(exception);
    if (errors.length === manyErrors) {
      errors = errors.filter(
        (other) => other.exception.isOpen && inside(other.exception).position !== NOWHERE,
      );
      manyErrors = Math.max(16, 2 * errors.length);
    }
    errors.push(error);
    return error;
  }

  function errorsOfScope(): readonly PythonError[] {
    return errors.filter(({ exception }) => exception.isOpen && inside(exception).life === scopes.serial);
  }

  /** Makes an error of an exception, whose handle it consumes. */
  function describe(exception: Handle): PythonError {
    // The scope owns the handle before anything else happens: where JavaScript's stack is short, the rest may throw.
    const opened = open(exception);
    const name = reading(api.Type(exception), (type) => text.readCString(api.Type_GetName(type)));
    const words = api.Str(exception);
    if (words === HPy_NULL) api.Err_Clear();
    const message = words === HPy_NULL ? "" : reading(words, text.readText);
    return new PythonError(name, message, opened, owner);
  }

  /** What `read` makes of a handle that is closed then. */
  function reading<T>(h: Handle, read: (h: Handle) => T): T {
    try {
      return read(h);
    } finally {
      Close(h);
    }
  }

  function error(type: Handle, message: string): PythonError {
    const words = text.newText(message);
    if (words !== HPy_NULL) {
      api.Err_SetObject(type, words);
      Close(words);
    }
    const made = takeError();
    if (made === null) throw new Error(`The context could not raise a Python exception: ${message}`);
    return made;
  }

  /** Whether an exception is an instance of a class, or of one in a tuple, as `except` sees it. */
  function exceptionMatches(exception: Handle, type: Handle): boolean {
    extra.Err_SetRaised(api.Dup(exception));
    const matches = api.Err_ExceptionMatches(type) !== 0;
    Close(extra.Err_GetRaised());
    return matches;
  }

  function cString(s: string): Pointer {
    if (typeof s !== "string")
      throw new TypeError(`A string is needed here, not a value of type ${typeof s}.`);
    const pointer = arena.text(s);
    if (pointer === NULL) throw refusedText(s);
    return pointer;
  }

  /** The exception for a string that no C string can carry. */
  function refusedText(s: string): PythonError {
    if (s.includes("\0")) return error(api.h_ValueError, "embedded null character");
    const str = text.newText(s);
    if (str !== HPy_NULL) {
      Close(api.Unicode_AsUTF8String(str));
      Close(str);
    }
    return takeError() ?? error(api.h_ValueError, "the string has no UTF-8");
  }

  function handleArray(list: readonly HPy[]): Pointer {
    if (!Array.isArray(list)) throw new TypeError("An array of handles is needed here.");
    const { length } = list;
    if (length === 0) return NULL;
    const pointer = arena.allocate(length * memory.pointerSize);
    for (let i = 0; i < length; i++) {
      const raw = resolveHandle(list[i], scopes);
      if (raw === HPy_NULL || scopes.serial === OUTSIDE) {
        arena.release(pointer);
        throw refusal(list[i], raw);
      }
      writeWord(memory, pointer + i * memory.pointerSize, raw);
    }
    return pointer;
  }

  return {
    layer,
    api,
    extra,
    memory,
    boundary: layer.boundary,
    scratch: arena.reserve(64),
    values: new ValueTable(memory, arena.reserve(listSize)),
    scopes,
    arena,
    unwrap,
    unwrapOrNull,
    open,
    openOrNull,
    constant: (raw) => makeHandle(raw, CONSTANT, scopes),
    atScopeEnd: (end) => {
      if (scopes.serial === OUTSIDE) throw outsideError();
      return scopes.atEnd(end);
    },
    check,
    checkError,
    fail,
    takeError,
    errorsOfScope,
    error,
    text: cString,
    textOrNull: (s) => (s === null || s === undefined ? NULL : cString(s)),
    handleArray,
    allocate: (size) => arena.allocate(size),
    release: (pointer) => arena.release(pointer),
    newText: text.newText,
    readText: text.readText,
    readCString: text.readCString,
  };
}
