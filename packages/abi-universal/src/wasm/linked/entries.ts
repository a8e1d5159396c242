/**
 * The ways from Python into a linked extension.
 *
 * An implementation gets the numbers that Python's call brings, with the context in front. What comes out of it other
 * than by returning is dealt with here, with the C stack put back:
 *
 * - a C++ exception becomes a Python exception;
 * - a trap is the end of the interpreter, as a crash is natively: the extension shares its memory, and nobody knows
 *   what it has done to it (the sandbox is for extensions that may crash);
 * - everything else was thrown by JavaScript below a call of the extension's, and goes on to the edge.
 */

import {
  asNative,
  type CallBoundary,
  type NativeFunction,
  type Pointer,
  type Signatures,
  spec,
  type WasmFunction,
  type WasmHost,
} from "@hpyjs/core";

type Numbers = (...args: number[]) => unknown;

/** What linked extensions on one context are called with. */
export interface LinkedCalls {
  /** The address of the context. */
  readonly context: Pointer;
  /** The address of the current call's, where each call has one of its own; else `null`. */
  readonly current: (() => Pointer) | null;
  /** Where to tell that the interpreter is dead. */
  readonly boundary: Pick<CallBoundary, "die">;
  /** Raises the Python exception for a C++ exception. Returns whether it was one. */
  readonly raiseCxx: (thrown: unknown) => boolean;
}

/** Saving and restoring the C stack pointer through exported functions, which are faster than the global. */
interface Stack {
  readonly get: () => number;
  readonly set: (pointer: number) => void;
}

function stackOf(host: WasmHost): Stack {
  const get = host.symbol("emscripten_stack_get_current");
  const set = host.symbol("_emscripten_stack_restore");
  if (typeof get === "function" && typeof set === "function") {
    return { get: get as Stack["get"], set: set as Stack["set"] };
  }
  const { stackPointer } = host;
  return {
    get: () => stackPointer.value as number,
    set: (pointer) => {
      stackPointer.value = pointer;
    },
  };
}

function withContext(call: Numbers, context: number, parameters: number): Numbers {
  switch (parameters) {
    case 1:
      return (a) => call(context, a as number);
    case 2:
      return (a, b) => call(context, a as number, b as number);
    case 3:
      return (a, b, c) => call(context, a as number, b as number, c as number);
    default:
      return (a, b, c, d) => call(context, a as number, b as number, c as number, d as number);
  }
}

/** Makes implementations of the functions of linked extensions. */
export class LinkedEntries {
  readonly #host: WasmHost;
  readonly #calls: LinkedCalls;
  readonly #stack: Stack;
  readonly #visitors: ((field: Pointer) => number)[] = [];
  #visit: Pointer | null = null;

  /** For the extensions on one context. */
  constructor(host: WasmHost, calls: LinkedCalls) {
    this.#host = host;
    this.#calls = calls;
    this.#stack = stackOf(host);
  }

  /** The implementation of a signature behind a C function pointer. */
  implementation<S extends keyof Signatures>(signature: S, pointer: Pointer): Signatures[S] {
    const row = spec.signatures.find(({ name }) => name === signature) as spec.SignatureRow;
    const failure = row.fails === "never" || row.fails === "null" ? 0 : row.fails;
    const call: WasmFunction = pointer === 0 ? nullFunction(signature) : this.#host.functionAt(pointer);
    const bound = row.context
      ? this.#withContext(call as Numbers, Object.keys(row.params).length)
      : (call as Numbers);
    const guarded = this.#guarded(bound, failure);
    return (signature === "TRAVERSEPROC" ? this.#traversing(guarded) : guarded) as Signatures[S];
  }

  /** Says of an implementation which C function it calls, so that the bridge may call that one itself. */
  asNative<S extends keyof Signatures>(
    signature: S,
    pointer: Pointer,
    implementation: Signatures[S],
    { entry, throws }: Required<Pick<NativeFunction, "entry" | "throws">>,
  ): Signatures[S] {
    const row = spec.signatures.find(({ name }) => name === signature) as spec.SignatureRow;
    const context = row.context ? this.#calls.context : null;
    if (throws && !row.context) return implementation;
    const native = { pointer, context, ...(row.context && { entry, throws }) };
    return asNative(implementation as () => unknown, native) as Signatures[S];
  }

  #withContext(call: Numbers, parameters: number): Numbers {
    const { context, current } = this.#calls;
    if (current === null) return withContext(call, context, parameters);
    return (a, b, c, d) => call(current(), a as number, b as number, c as number, d as number);
  }

  #guarded(call: Numbers, failure: number): Numbers {
    const stack = this.#stack;
    return (a, b, c, d) => {
      const saved = stack.get();
      try {
        return call(a as number, b as number, c as number, d as number);
      } catch (thrown) {
        stack.set(saved);
        return this.#caught(thrown, failure);
      }
    };
  }

  #caught(thrown: unknown, failure: number): number {
    const { boundary, raiseCxx } = this.#calls;
    if (thrown instanceof WebAssembly.RuntimeError) return boundary.die(thrown);
    if (raiseCxx(thrown)) return failure;
    throw thrown;
  }

  /** C calls back through a function pointer; the visitors of nested traversals are on a stack. */
  #traversing(call: Numbers): Signatures["TRAVERSEPROC"] {
    return (object, visit, arg) => {
      this.#visit ??= this.#host.addFunctions([
        { signature: "i:ii", callback: (field: number) => this.#visitors.at(-1)?.(field as Pointer) ?? 0 },
      ])[0] as Pointer;
      this.#visitors.push((field) => visit(field, arg));
      try {
        return call(object, this.#visit, arg) as number;
      } finally {
        this.#visitors.pop();
      }
    };
  }
}

function nullFunction(signature: string): () => never {
  return () => {
    throw new Error(`the extension has a null function pointer where HPyFunc_${signature} belongs`);
  };
}
