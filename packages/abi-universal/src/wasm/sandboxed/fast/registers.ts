/** The registers of a sandbox as JavaScript sees them: globals of the module with its code, once there is one. */

import { type Register, registers } from "./state.ts";

/** The name under which a module exports a register. */
export const registerName = (name: Register): string => `hpy.register.${name}`;

/** The registers of one sandbox. */
export class Registers {
  readonly #values: Map<Register, number> = new Map();
  #globals: Readonly<Partial<Record<Register, WebAssembly.Global>>> = {};

  /** The value of a register. */
  get(name: Register): number {
    const global = this.#globals[name];
    if (global === undefined) return this.#values.get(name) ?? 0;
    const value = global.value as number;
    return registers[name][0] === "i" ? value >>> 0 : value;
  }

  /** Sets a register. */
  set(name: Register, value: number): void {
    const global = this.#globals[name];
    if (global === undefined) this.#values.set(name, value);
    else global.value = value;
  }

  /** Takes the globals of an instance, which get the values that were set before. */
  connect(exports: WebAssembly.Exports): void {
    const found: Partial<Record<Register, WebAssembly.Global>> = {};
    for (const name of Object.keys(registers) as Register[]) {
      const global = exports[registerName(name)];
      if (global instanceof WebAssembly.Global) found[name] = global;
    }
    this.#globals = found;
    for (const [name, value] of this.#values) this.set(name, value);
  }
}
