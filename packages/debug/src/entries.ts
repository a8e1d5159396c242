/**
 * The ways from Python into an extension.
 *
 * What Python calls are closures in definitions. Here each gets a wrapper that makes debug handles of the arguments,
 * which are open for the length of the call, and takes the result from the extension. Uniform signatures are wrapped by
 * their row in the specification; the others are in `entry-special.ts`.
 */

import {
  type Definition,
  type Handle,
  HPy_NULL,
  type ImplementationMapper,
  layout,
  type Pointer,
  type Signatures,
  spec,
} from "@hpyjs/core";
import { type Ban, callContexts, type DebugContext } from "./context.ts";
import type { HandleRecord } from "./handle-store.ts";
import type { TraverseCheck } from "./traverse.ts";

/** An implementation of any signature. */
export type Numbers = (...args: number[]) => number;

/** What a call changes, to be put back when it ends. */
export interface Outer {
  readonly running: string;
  readonly usable: boolean;
  readonly ban: Ban;
  readonly call: number;
  readonly left: number;
  readonly mark: number;
}

/** Wraps the implementations of one context. */
export class Entries {
  readonly #context: DebugContext;
  readonly #traverse: TraverseCheck;

  /** @param traverse is told when a call has ended. */
  constructor(context: DebugContext, traverse: TraverseCheck) {
    this.#context = context;
    this.#traverse = traverse;
  }

  /** Wraps the implementations of a module or a type. @param owner what their names begin with. */
  mapper(owner: string): ImplementationMapper {
    return <S extends keyof Signatures>(signature: S, impl: Signatures[S], definition: Definition) =>
      this.wrap(signature, impl, `${owner}.${partName(signature, definition)}`);
  }

  /** Wraps one implementation. */
  wrap<S extends keyof Signatures>(signature: S, impl: Signatures[S], name: string): Signatures[S] {
    const call = impl as unknown as Numbers;
    return this.#wrapped(signature, call, name) as unknown as Signatures[S];
  }

  /** Begins a call that leads into the extension. */
  begin(name: string): Outer {
    const context = this.#context;
    const { running, usable, ban, left, call } = context;
    context.lastCall = (context.lastCall + 1) % callContexts;
    context.call = context.lastCall;
    context.running = name;
    context.usable = true;
    context.ban = "outside";
    return { running, usable, ban, call, left: left.length, mark: this.#traverse.mark };
  }

  /** Ends it, however it ends. */
  end(outer: Outer): void {
    const context = this.#context;
    // What is thrown between leaving and coming back finds Python again, as it does without debug mode.
    if (context.left.length > outer.left) context.reenterAll();
    this.#traverse.forget(outer.mark);
    context.running = outer.running;
    context.usable = outer.usable;
    context.ban = outer.ban;
    context.call = outer.call;
  }

  /** Runs a call that does not begin in Python. */
  enter<T>(body: () => T): T {
    const { running } = this.#context;
    const outer = this.begin(running === "" ? "a call from outside" : running);
    try {
      return body();
    } finally {
      this.end(outer);
    }
  }

  /** A handle for an argument. Null stays null. */
  argument(inner: Handle, where: string): Handle {
    return inner === HPy_NULL ? HPy_NULL : this.#context.open(inner, "argument", where);
  }

  /** Ends an argument's handle. */
  drop(handle: Handle, where: string): void {
    if (handle === HPy_NULL) return;
    const context = this.#context;
    const record: HandleRecord | undefined = context.shared.store.find(handle);
    if (record !== undefined) context.end(record, where);
  }

  #wrapped(signature: keyof Signatures, call: Numbers, name: string): Numbers {
    switch (signature) {
      case "DESTROYFUNC":
      case "CAPSULE_DESTRUCTOR":
      case "TRAVERSEPROC":
        return this.#forbidding(call, name);
      case "GETBUFFERPROC":
        return this.#getBuffer(call, name);
      case "RELEASEBUFFERPROC":
        return this.#releaseBuffer(call, name);
      case "SENDFUNC":
        return this.#send(call, name);
      default:
        return this.#uniform(signature, call, name);
    }
  }

  /** A function that must not use the API. */
  #forbidding(call: Numbers, name: string): Numbers {
    const context = this.#context;
    return (a, b, c) => {
      const outer = this.begin(name);
      context.usable = false;
      context.ban = "forbidden";
      try {
        return call(a as number, b as number, c as number);
      } finally {
        this.end(outer);
      }
    };
  }

  #uniform(signature: keyof Signatures, call: Numbers, name: string): Numbers {
    const row = spec.signatures.find((other) => other.name === signature);
    // What no signature has is refused below.
    if (row === undefined) return call;
    const types = Object.values(row.params);
    if (types.includes("const HPy *")) return this.#withArray(signature, call, name);
    const gives = row.returns === "HPy";
    const isHandle = types.map((type) => type === "HPy");
    if (isHandle[1] === true && types.length === 2) return this.#two(call, name, gives);
    if (types.length === 1) return this.#one(call, name, gives);
    return (...numbers) => {
      const outer = this.begin(name);
      const handles = isHandle.map((yes, index) =>
        yes ? this.argument(numbers[index] as Handle, name) : (numbers[index] as number),
      );
      try {
        return this.#finish(call(...handles), gives, outer, name);
      } finally {
        isHandle.forEach((yes, index) => {
          if (yes) this.drop(handles[index] as Handle, name);
        });
        this.end(outer);
      }
    };
  }

  #one(call: Numbers, name: string, gives: boolean): Numbers {
    return (self) => {
      const outer = this.begin(name);
      const handle = this.argument(self as Handle, name);
      try {
        return this.#finish(call(handle), gives, outer, name);
      } finally {
        this.drop(handle, name);
        this.end(outer);
      }
    };
  }

  #two(call: Numbers, name: string, gives: boolean): Numbers {
    return (self, other) => {
      const outer = this.begin(name);
      const first = this.argument(self as Handle, name);
      const second = this.argument(other as Handle, name);
      try {
        return this.#finish(call(first, second), gives, outer, name);
      } finally {
        this.drop(first, name);
        this.drop(second, name);
        this.end(outer);
      }
    };
  }

  /** `VARARGS`, `KEYWORDS`, `INITPROC`, `NEWFUNC`, `VECTORCALLFUNC`: self, an array, its length, perhaps a last handle. */
  #withArray(signature: keyof Signatures, call: Numbers, name: string): Numbers {
    const context = this.#context;
    const { scratch } = context;
    const { extra } = context.inner;
    const gives = signature !== "INITPROC";
    const hasLast = signature !== "VARARGS";
    const namesValues = signature === "KEYWORDS" || signature === "VECTORCALLFUNC";
    return (self, args, given, last = 0) => {
      const outer = this.begin(name);
      const count = (given as number) + (namesValues && last !== 0 ? extra.Inspect_Size(last as Handle) : 0);
      const array = scratch.take(count);
      const handles: Handle[] = [];
      const open = (inner: number): Handle => {
        const handle = this.argument(inner as Handle, name);
        handles.push(handle);
        return handle;
      };
      try {
        const first = open(self as number);
        for (let index = 0; index < count; index++) {
          scratch.write(array, index, open(scratch.read(args as Pointer, index)));
        }
        const result = hasLast
          ? call(first, array, given as number, open(last))
          : call(first, array, given as number);
        return this.#finish(result, gives, outer, name);
      } finally {
        for (const handle of handles) this.drop(handle, name);
        scratch.give(array);
        this.end(outer);
      }
    };
  }

  /** Looks at what a function has done that returned. */
  #settle(outer: Outer, name: string): void {
    const context = this.#context;
    if (context.left.length > outer.left) {
      context.reenterAll();
      const problem = "the function left Python (HPy_LeavePythonExecution) and did not come back";
      context.report({ kind: "execution", upstream: null, problem, where: name });
    }
    const traverse = this.#traverse;
    if (traverse.mark > outer.mark) traverse.check(outer.mark, name);
  }

  #finish(result: number, gives: boolean, outer: Outer, name: string): number {
    try {
      this.#settle(outer, name);
    } catch (thrown) {
      // Nobody else would close it.
      if (gives) this.#context.close(result as Handle, name);
      throw thrown;
    }
    return gives ? this.#context.take(result as Handle, name) : result;
  }

  /** `bf_getbuffer`: the consumer owns the buffer's `obj`. */
  #getBuffer(call: Numbers, name: string): Numbers {
    const context = this.#context;
    const objectAt = bufferObject(context);
    return (self, buffer, flags) => {
      const outer = this.begin(name);
      const handle = this.argument(self as Handle, name);
      try {
        const status = call(handle, buffer as number, flags as number);
        this.#settle(outer, name);
        const place = objectAt(buffer as Pointer);
        if (status === 0) context.write(place, context.take(context.read(place), name));
        return status;
      } finally {
        this.drop(handle, name);
        this.end(outer);
      }
    };
  }

  #releaseBuffer(call: Numbers, name: string): Numbers {
    const context = this.#context;
    const objectAt = bufferObject(context);
    return (self, buffer) => {
      const outer = this.begin(name);
      const handle = this.argument(self as Handle, name);
      const place = objectAt(buffer as Pointer);
      const inner = context.read(place);
      const object = this.argument(inner, name);
      context.write(place, object);
      try {
        const result = call(handle, buffer as number);
        this.#settle(outer, name);
        return result;
      } finally {
        context.write(place, inner);
        this.drop(object, name);
        this.drop(handle, name);
        this.end(outer);
      }
    };
  }

  /** `am_send`: its result comes through a pointer. */
  #send(call: Numbers, name: string): Numbers {
    const context = this.#context;
    return (self, arg, result) => {
      const outer = this.begin(name);
      const first = this.argument(self as Handle, name);
      const second = this.argument(arg as Handle, name);
      try {
        const status = call(first, second, result as number);
        this.#settle(outer, name);
        if (status !== -1)
          context.write(result as Pointer, context.take(context.read(result as Pointer), name));
        return status;
      } finally {
        this.drop(first, name);
        this.drop(second, name);
        this.end(outer);
      }
    };
  }
}

/** Where a buffer has its `obj`. */
function bufferObject({ inner: { memory } }: DebugContext): (buffer: Pointer) => Pointer {
  const layouts = memory.pointerSize === 4 ? layout.wasm32 : layout.LP64;
  const offset = layouts.HPy_buffer.offsets.obj;
  return (buffer) => (buffer + offset) as Pointer;
}

/** The name of a function within its module or type. */
function partName(signature: string, definition: Definition): string {
  if (definition.kind === "slot") return definition.slot;
  if (definition.kind === "getset") return `${definition.name}.${signature === "GETTER" ? "get" : "set"}`;
  return definition.name;
}
