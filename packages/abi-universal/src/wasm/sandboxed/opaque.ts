/** Numbers for the builders and trackers of a sandboxed module, which it can neither guess nor use twice. */

import { type Handle, HandleError, HandleTable } from "@hpyjs/core";
import { SandboxViolation } from "./violation.ts";

/** Numbers for values of one kind. 0 stands for `none`, what the layer below gives when it cannot make one. */
export class OpaqueTable<T> {
  readonly #table: HandleTable<T> = new HandleTable();
  readonly #kind: string;

  /** @param kind what the values are, for messages: `HPyListBuilder`. */
  constructor(kind: string) {
    this.#kind = kind;
  }

  /** A number for a value. */
  open(value: T): number {
    return this.#table.open(value);
  }

  /** The value behind a number. @throws SandboxViolation when there is none. */
  get(number: number, where: string): T {
    return this.#checked(where, () => this.#table.deref(number as Handle));
  }

  /** The value behind a number, which ends. @throws SandboxViolation when there is none. */
  take(number: number, where: string): T {
    return this.#checked(where, () => this.#table.consume(number as Handle));
  }

  /** All values. */
  *values(): IterableIterator<T> {
    for (const handle of this.#table.handles()) yield this.#table.deref(handle);
  }

  #checked(where: string, use: () => T): T {
    try {
      return use();
    } catch (thrown) {
      if (!(thrown instanceof HandleError)) throw thrown;
      throw new SandboxViolation(`${where}: this is no ${this.#kind} that is open`);
    }
  }
}
