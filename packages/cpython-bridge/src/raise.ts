/** Raising Python exceptions from JavaScript, by the C symbol of their type. */

import { type Handle, HPy_NULL, type Memory } from "@hpyjs/core";
import type { CApi } from "./capi.ts";
import type { Strings } from "./strings.ts";
import type { Transport } from "./transport.ts";

/** The C symbol of a built-in exception type. */
export type ExceptionSymbol = `PyExc_${string}`;

/** Sets the error indicator, for one interpreter. */
export class Raise {
  readonly #capi: CApi;
  readonly #memory: Memory;
  readonly #strings: Strings;
  readonly #transport: Transport;

  /** Raises in the interpreter behind `transport`, by calling `capi`. */
  constructor(transport: Transport, capi: CApi, strings: Strings) {
    this.#capi = capi;
    this.#memory = transport.memory;
    this.#strings = strings;
    this.#transport = transport;
  }

  /** The exception type behind a C symbol. Borrowed: built-in types live as long as the interpreter. */
  type(symbol: ExceptionSymbol): Handle {
    return this.#memory.u32()[this.#transport.symbol(symbol) >>> 2] as Handle;
  }

  /** Raises `symbol(message)`. Returns `HPy_NULL`, for `return raise.error(…)`. */
  error(symbol: ExceptionSymbol, message: string): Handle {
    const text = this.#strings.toPython(message);
    if (text !== HPy_NULL) {
      this.#capi.PyErr_SetObject(this.type(symbol), text);
      this.#capi.Py_DecRef(text);
    }
    return HPy_NULL;
  }

  /** Raises `symbol(message)` with a note; an exception that was set already becomes its context. */
  withNote(symbol: ExceptionSymbol, message: string, note: string | null): void {
    const capi = this.#capi;
    const earlier = capi.PyErr_GetRaisedException();
    this.error(symbol, message);
    const raised = capi.PyErr_GetRaisedException();
    if (earlier !== HPy_NULL) capi.PyException_SetContext(raised, earlier);
    if (note !== null) this.#addNote(raised, note);
    capi.PyErr_SetRaisedException(raised);
  }

  #addNote(exception: Handle, note: string): void {
    const capi = this.#capi;
    const text = this.#strings.toPython(note);
    const add = capi.PyObject_GetAttrString(exception, this.#strings.constant("add_note"));
    if (text !== HPy_NULL && add !== HPy_NULL) {
      const result = capi.PyObject_CallOneArg(add, text);
      if (result !== HPy_NULL) capi.Py_DecRef(result);
    }
    if (add !== HPy_NULL) capi.Py_DecRef(add);
    if (text !== HPy_NULL) capi.Py_DecRef(text);
    capi.PyErr_Clear();
  }
}
