/**
 * What a linked extension imports for its boundary. It is instantiated before it is known which layer it will be bound to,
 * so what is JavaScript's is called through here.
 */

import type { DirectContext, WasmHost } from "@hpyjs/core";
import { SandboxViolation } from "../violation.ts";
import { sandboxModule } from "./link.ts";

type Numbers = (...args: number[]) => unknown;

/** The imports of one instance. */
export class LateImports {
  readonly #late: Map<string, (target: Numbers) => void> = new Map();
  readonly #names: readonly string[];
  readonly #direct: DirectContext;
  readonly #host: WasmHost;

  /** @param names what it imports. */
  constructor(names: readonly string[], direct: DirectContext, host: WasmHost) {
    this.#names = names;
    this.#direct = direct;
    this.#host = host;
  }

  /** The imports. */
  get imports(): WebAssembly.Imports {
    const group: Record<string, WebAssembly.ImportValue> = { memory: this.#host.memory };
    for (const name of this.#names) group[name] = this.#import(name);
    return { [sandboxModule]: group };
  }

  /** Says what is behind those that are JavaScript's. */
  bind(target: (name: string) => Numbers): void {
    for (const [name, set] of this.#late) set(target(name));
  }

  #import(name: string): WebAssembly.ImportValue {
    if (name.startsWith("host:")) return this.#host.symbol(name.slice(5)) as WebAssembly.ImportValue;
    if (!isLate(name)) return this.#direct.imports.get(name)?.target as WebAssembly.ImportValue;
    let target: Numbers = () => {
      throw new SandboxViolation(`${name}: the module is not bound to a context`);
    };
    this.#late.set(name, (bound) => {
      target = bound;
    });
    // None has more parameters.
    return (a: number, b: number, c: number, d: number, e: number, f: number) => target(a, b, c, d, e, f);
  }
}

/** Whether an import is a function in JavaScript that depends on the layer. */
function isLate(name: string): boolean {
  return /^(?:js|box|slow):/.test(name);
}
