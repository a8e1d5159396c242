/** The registers of a sandbox as JavaScript sees them: globals of the module with its code, once there is one. */

import { type Register, registers } from "./state.ts";

/** The name under which a module exports a register. */
export const registerName = (name: Register): string => `hpy.register.${name}`;

/** The f64 with these bits. */
function toNumber(value: bigint): number {
  return new Float64Array(new BigInt64Array([value]).buffer)[0] as number;
}

/** The bits of an f64. */
function toBits(value: number): bigint {
  return new BigInt64Array(new Float64Array([value]).buffer)[0] as bigint;
}

/** The registers of one sandbox. */
export class Registers {
  readonly #values: Map<Register, number> = new Map();
  #globals: Readonly<Partial<Record<Register, WebAssembly.Global>>> = {};

  /** The value of a register. */
  get(name: Register): number {
    const global = this.#globals[name];
    if (global === undefined) return this.#values.get(name) ?? 0;
    const value: unknown = global.value;
    return typeof value === "bigint" ? toNumber(value) : (value as number) >>> 0;
  }

  /** Sets a register. */
  set(name: Register, value: number): void {
    const global = this.#globals[name];
    if (global === undefined) this.#values.set(name, value);
    else global.value = registers[name][0] === "j" ? toBits(value) : value;
  }

  /** The globals of the instance, once there is one: for another that shares them. */
  get globals(): Readonly<Partial<Record<Register, WebAssembly.Global>>> {
    return this.#globals;
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
