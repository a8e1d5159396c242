/** Python objects in tests: by expression in, by `repr` out. */

import { type Handle, HPy_NULL } from "@hpyjs/core";
import type { Opened } from "./open.ts";

/** A short way between a test and the objects of its interpreter. */
export class Python {
  readonly #opened: Opened;

  /** Works on an opened interpreter. */
  constructor(opened: Opened) {
    this.#opened = opened;
  }

  /** Runs statements in `__main__`. */
  run(statements: string): void {
    this.#opened.pyodide.runPython(statements);
  }

  /** The value of an expression in `__main__`. New reference. */
  get(expression: string): Handle {
    const { pyodide, interpreter } = this.#opened;
    const h = pyodide.runPython(`_kept = (${expression}); id(_kept)`) as Handle;
    interpreter.capi.Py_IncRef(h);
    pyodide.runPython("del _kept");
    return h;
  }

  /** The `repr` of an object. */
  repr(h: Handle): string {
    const { capi, strings } = this.#opened.interpreter;
    if (h === HPy_NULL) return `null (${this.takeError()})`;
    const text = capi.PyObject_Repr(h);
    if (text === HPy_NULL) return `no repr (${this.takeError()})`;
    const result = strings.fromPython(text);
    capi.Py_DecRef(text);
    return result;
  }

  /** The `repr` of a result, which is let go; of a failed call, `null` with the error. */
  take(result: Handle): string {
    const text = this.repr(result);
    this.#opened.interpreter.capi.Py_DecRef(result);
    return text;
  }

  /** The `repr` of the pending exception, which is cleared; `"no error"` without one. */
  takeError(): string {
    const { capi } = this.#opened.interpreter;
    const error = capi.PyErr_GetRaisedException();
    return error === HPy_NULL ? "no error" : this.take(error);
  }

  /** An object's reference count (`ob_refcnt`), for comparison with an earlier one. */
  references(h: Handle): number {
    const { memory } = this.#opened.interpreter;
    return memory.i32()[h >>> 2] as number;
  }
}
