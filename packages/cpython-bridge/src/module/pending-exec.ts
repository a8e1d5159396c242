/**
 * The `mod_exec` slots that have not run yet.
 *
 * Python's import system makes a module, puts it into `sys.modules`, and only then executes it, so that what is
 * executed can import the module again. A module that was made therefore waits here, by address. Its slots run once:
 * executing it again, as a reload does, has no effect (PEP 489).
 */

import { type Handle, HPy_NULL, type Signatures } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

type Exec = Signatures["INQUIRY"];

/** The modules that wait for their execution, for one interpreter. */
export class PendingExec {
  readonly #interpreter: Interpreter;
  readonly #slots: Map<number, readonly Exec[]> = new Map();
  readonly #executing: Handle[] = [];

  /** For modules of `interpreter`. */
  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  /** Makes a new module wait; `slots` run in order. */
  add(module: Handle, slots: readonly Exec[]): void {
    if (slots.length > 0) this.#slots.set(module >>> 0, slots);
  }

  /** Forgets a module that dies. */
  forget(module: Handle): void {
    this.#slots.delete(module >>> 0);
  }

  /** The module that is being executed right now, or `HPy_NULL`. Borrowed. */
  executing(): Handle {
    return this.#executing.at(-1) ?? HPy_NULL;
  }

  /** Executes `module`, if it waits. Returns 0, or -1 with an exception set. */
  run(module: Handle): number {
    const slots = this.#slots.get(module >>> 0) ?? [];
    this.#slots.delete(module >>> 0);
    this.#executing.push(module);
    try {
      return this.#runSlots(module, slots);
    } finally {
      this.#executing.pop();
    }
  }

  #runSlots(module: Handle, slots: readonly Exec[]): number {
    const { capi, edge, raise } = this.#interpreter;
    for (const slot of slots) {
      if (edge.call(slot, -1, module) === 0) continue;
      if (capi.PyErr_Occurred() === HPy_NULL) {
        raise.error("PyExc_SystemError", "the HPy_mod_exec slot failed without setting an exception");
      }
      return -1;
    }
    return 0;
  }
}
