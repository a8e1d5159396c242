/**
 * Raw handles and C strings for the length of one piece of work.
 *
 * The loader talks to the context as C code does, in numbers. A scope closes and frees in the end what was opened in
 * it, and leaves the piece of work at the first call that fails, so that the steps can be read one after the other.
 */

import type { Api } from "../generated/api.ts";
import { type Handle, HPy_NULL, type Pointer } from "../handle.ts";
import type { Layer } from "../layer.ts";

/** Thrown inside a scope when a call failed: a Python exception is set. Never leaves {@link inScope}. */
class Raised extends Error {}

/** What is open during one piece of work. */
export class RawScope {
  /** The layer that is worked on. */
  readonly layer: Layer;
  /** Its context. What is called here is the loader's business, not the extension's, so no mode counts it. */
  readonly api: Api;
  readonly #handles: Handle[] = [];
  readonly #pointers: Pointer[] = [];

  /** Works on `layer`. */
  constructor(layer: Layer) {
    this.layer = layer;
    this.api = layer.unobserved ?? layer.api;
  }

  /** Takes a new handle over and gives it back. Leaves the piece of work when it is null. */
  own(h: Handle): Handle {
    if (h === HPy_NULL) throw new Raised();
    this.#handles.push(h);
    return h;
  }

  /** Gives a status back. Leaves the piece of work when it is -1. */
  check(status: number): number {
    if (status === -1) throw new Raised();
    return status;
  }

  /** A C string. */
  text(text: string): Pointer {
    const { memory } = this.layer;
    const bytes = new TextEncoder().encode(text);
    const pointer = memory.alloc(bytes.length + 1);
    this.#pointers.push(pointer);
    memory.u8().set(bytes, pointer);
    return pointer;
  }

  /** A Python `str`. */
  string(text: string): Handle {
    return this.own(this.api.Unicode_FromString(this.text(text)));
  }

  /** A Python module, imported by its name. */
  import(name: string): Handle {
    return this.own(this.api.Import_ImportModule(this.text(name)));
  }

  /** An attribute of an object. */
  attribute(object: Handle, name: string): Handle {
    return this.own(this.api.GetAttr_s(object, this.text(name)));
  }

  /** The result of a call with keyword arguments. */
  call(callable: Handle, keywords: Readonly<Record<string, Handle>>): Handle {
    return this.own(this.#call(callable, keywords));
  }

  /** The same, but the result belongs to the caller. */
  result(callable: Handle, keywords: Readonly<Record<string, Handle>>): Handle {
    const result = this.#call(callable, keywords);
    if (result === HPy_NULL) throw new Raised();
    return result;
  }

  /** Closes and frees everything. */
  end(): void {
    const { api } = this;
    const { memory } = this.layer;
    for (const h of this.#handles.splice(0).reverse()) api.Close(h);
    for (const pointer of this.#pointers.splice(0)) memory.free(pointer);
  }

  #call(callable: Handle, keywords: Readonly<Record<string, Handle>>): Handle {
    const { api } = this;
    const dict = this.own(api.Dict_New());
    for (const [name, value] of Object.entries(keywords)) {
      this.check(api.SetItem_s(dict, this.text(name), value));
    }
    return api.CallTupleDict(callable, HPy_NULL, dict);
  }
}

/**
 * Does a piece of work in a scope of its own.
 * @returns what `work` returns, or `failure` with a Python exception set.
 */
export function inScope<T>(layer: Layer, failure: T, work: (scope: RawScope) => T): T {
  const scope = new RawScope(layer);
  try {
    return work(scope);
  } catch (thrown) {
    if (thrown instanceof Raised) return failure;
    throw thrown;
  } finally {
    scope.end();
  }
}
