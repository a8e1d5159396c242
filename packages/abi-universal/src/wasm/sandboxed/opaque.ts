/** Numbers for the builders and trackers of a sandboxed module, which it can neither guess nor use twice. */

import { type Handle, HandleError, HandleTable } from "@hpyjs/core";
import { SandboxViolation } from "./violation.ts";

/** So many values that have ended are known, where the layer below wants to see them. */
const endedValues = 1024;

/** Numbers for values of one kind. 0 stands for `none`, what the layer below gives when it cannot make one. */
export class OpaqueTable<T> {
  readonly #table: HandleTable<T> = new HandleTable();
  readonly #kind: string;
  readonly #ended: Map<number, T> | null;

  /**
   * @param kind what the values are, for messages: `HPyListBuilder`.
   * @param checksBelow whether the layer below is to see those that have ended (`Layer.checks`).
   */
  constructor(kind: string, checksBelow = false) {
    this.#kind = kind;
    this.#ended = checksBelow ? new Map() : null;
  }

  /** A number for a value. */
  open(value: T): number {
    return this.#table.open(value);
  }

  /** The value behind a number. @throws SandboxViolation when there is none. */
  get(number: number, where: string): T {
    return this.#checked(number, where, () => this.#table.deref(number as Handle));
  }

  /** The value behind a number, which ends. @throws SandboxViolation when there is none. */
  take(number: number, where: string): T {
    return this.#checked(number, where, () => {
      const value = this.#table.consume(number as Handle);
      this.#ended?.set(number, value);
      const [oldest] = this.#ended?.keys() ?? [];
      if (oldest !== undefined && (this.#ended?.size ?? 0) > endedValues) this.#ended?.delete(oldest);
      return value;
    });
  }

  /** All values. */
  *values(): IterableIterator<T> {
    for (const handle of this.#table.handles()) yield this.#table.deref(handle);
  }

  #checked(number: number, where: string, use: () => T): T {
    try {
      return use();
    } catch (thrown) {
      if (!(thrown instanceof HandleError)) throw thrown;
      const ended = this.#ended?.get(number);
      if (ended !== undefined) return ended;
      throw new SandboxViolation(`${where}: this is no ${this.#kind} that is open`);
    }
  }
}
