/** What the operations of all families work with. */

import type { Api, Handle, HPyGlobal, Layer, Memory, Pointer } from "@hpyjs/core";
import { sourceKinds } from "@hpyjs/core";
import type { RawTools } from "../../fixtures/raw.ts";

/** One operation: calls of the context that leave nothing behind. */
export interface Operation {
  /** The functions that it calls, by their names in C without the prefix: first the one that it is about. */
  readonly name: string;
  /** Does it once. */
  readonly run: () => void;
}

/** Operations of one family of functions. What they use is made first, on the workplace. */
export type Family = (place: Workplace) => readonly Operation[];

/** One layer, with objects and memory that operations use, and that are let go of in the end. */
export class Workplace {
  /** The context. */
  readonly api: Api;
  /** The memory that pointers point into. */
  readonly memory: Memory;
  /** An integer of two digits, in CPython's sense. */
  readonly number: Handle;
  /** Another. */
  readonly small: Handle;
  /** A `float`. */
  readonly float: Handle;
  /** A `str`. */
  readonly str: Handle;
  /** A C string. */
  readonly word: Pointer;
  /** Where results are written, and arrays of handles stand: 64 bytes. */
  readonly place: Pointer;
  readonly #tools: RawTools;
  readonly #handles: Handle[] = [];

  /** Inside of a call from Python. */
  constructor({ api, memory }: Layer, tools: RawTools) {
    this.api = api;
    this.memory = memory;
    this.#tools = tools;
    this.number = this.use(api.Long_FromInt64_t(1_234_567_890_123n));
    this.small = this.use(api.Long_FromInt32_t(7));
    this.float = this.use(api.Float_FromDouble(1.5));
    this.word = tools.text("real");
    this.str = this.use(api.Unicode_FromString(tools.text("a text of some length")));
    this.place = memory.alloc(64);
  }

  /** Closes `handle` in the end. */
  use(handle: Handle): Handle {
    if (handle === 0) throw new Error("what an operation needs could not be made");
    this.#handles.push(handle);
    return handle;
  }

  /** A C string. */
  text(text: string): Pointer {
    return this.#tools.text(text);
  }

  /** What a Python expression is; closed in the end. */
  python(expression: string): Handle {
    const { api } = this;
    const code = api.Compile_s(this.text(expression), this.text("<bench>"), sourceKinds.Expr);
    const globals = api.Dict_New();
    const result = api.EvalCode(code, globals, globals);
    api.Close(globals);
    api.Close(code);
    return this.use(result);
  }

  /** An array of handles. */
  array(...handles: readonly Handle[]): Pointer {
    const { memory } = this;
    const pointer = memory.alloc(handles.length * memory.pointerSize);
    handles.forEach((handle, index) => {
      memory.u32()[(pointer >>> 2) + index] = handle;
    });
    return pointer;
  }

  /** The word at an address. */
  at(pointer: Pointer): HPyGlobal {
    return this.memory.u32()[pointer >>> 2] as HPyGlobal;
  }

  /** An operation whose result is a plain value. */
  readonly plain = (name: string, run: () => unknown): Operation => ({ name, run });

  /** An operation whose result is a handle, which is closed. */
  readonly closing = (name: string, make: () => Handle): Operation => {
    const { api } = this;
    return { name: `${name}, Close`, run: () => api.Close(make()) };
  };

  /** Closes what was used. */
  end(): void {
    for (const handle of this.#handles) this.api.Close(handle);
  }
}
