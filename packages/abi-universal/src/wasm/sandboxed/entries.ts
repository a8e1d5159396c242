/**
 * The ways from Python into a sandboxed module.
 *
 * An implementation gets handles of the layer; the module gets handles of its own for them, open for the length of the
 * call, arrays in its own memory, and its result is taken from its table. A C function pointer is an index into the
 * module's own table and is looked up there; whatever is found is called through JavaScript, so a function of the wrong
 * type harms nobody.
 */

import { type Handle, HPy_NULL, type Pointer, type Signatures, spec } from "@hpyjs/core";
import { DefinitionError } from "../errors.ts";
import { ownCalls } from "../own-calls.ts";
import { raiseText } from "../raise.ts";
import type { SandboxState } from "./uniform.ts";
import { SandboxViolation } from "./violation.ts";

type Numbers = (...args: number[]) => unknown;

/** What entries need beside the state. */
export interface EntryEnvironment {
  /** The module's function table. */
  readonly table: WebAssembly.Table;
  /** The address of the module's context; known before the first call. */
  readonly context: () => Pointer;
  /** Whether nothing but results comes out of the module's functions: no C++ exceptions. */
  readonly isPlain: boolean;
}

/** What a signature's result means. */
type ResultKind = "handle" | "length" | "status" | "nothing";

const resultKinds: Readonly<Record<string, ResultKind>> = {
  HPy: "handle",
  HPy_ssize_t: "length",
  HPy_hash_t: "status",
  int: "status",
  void: "nothing",
};

/** Makes implementations of a sandboxed module's functions. */
export class SandboxEntries {
  readonly #state: SandboxState;
  readonly #environment: EntryEnvironment;

  /** For one module. */
  constructor(state: SandboxState, environment: EntryEnvironment) {
    this.#state = state;
    this.#environment = environment;
  }

  /** The module's function at an index of its table. @throws DefinitionError when there is none. */
  functionAt(pointer: number, what: string): Numbers {
    const { table } = this.#environment;
    const found: unknown = pointer > 0 && pointer < table.length ? table.get(pointer) : null;
    if (typeof found !== "function") {
      throw new DefinitionError(`${what} is ${pointer}, which is no function of the module`);
    }
    return found as Numbers;
  }

  /**
   * The implementation of a signature behind a C function pointer. Buffers have entries of their own (`buffers.ts`),
   * and a traverse function is never called.
   */
  implementation<S extends keyof Signatures>(signature: S, pointer: Pointer): Signatures[S] {
    if (signature === "TRAVERSEPROC") return ((): unknown => 0) as Signatures[S];
    const row = spec.signatures.find(({ name }) => name === signature) as spec.SignatureRow;
    // A null pointer is refused when it is called: some definitions have one and are refused for another reason.
    const call =
      pointer === 0
        ? nullFunction(signature)
        : this.functionAt(pointer, `the function of an HPyFunc_${signature}`);
    if (signature === "SENDFUNC") return this.#send(call) as Signatures[S];
    const { fast } = this.#state;
    const quick = pointer === 0 ? null : fast?.implementation(row, pointer, this.#environment.isPlain);
    if (quick != null) return quick as unknown as Signatures[S];
    return this.#inScript(row, call) as unknown as Signatures[S];
  }

  /** Calls a function of the module. */
  enter(row: spec.SignatureRow, pointer: number, args: readonly number[]): number {
    const call = this.functionAt(pointer, `the function of an HPyFunc_${row.name}`);
    return this.#inScript(row, call)(...args) as number;
  }

  #inScript(row: spec.SignatureRow, call: Numbers): Numbers {
    const params = Object.entries(row.params);
    const array = params.findIndex(([, type]) => type === "const HPy *");
    const isHandle = params.map(([, type]) => type === "HPy");
    const kind = resultKinds[row.returns] as ResultKind;
    const failure = row.fails === "never" || row.fails === "null" ? 0 : row.fails;
    const run = (args: readonly number[]): unknown => {
      const { boundary } = this.#state;
      return boundary.entry(failure, () => this.#run(call, row, args, isHandle, array, kind, failure));
    };
    return (...args) => run(args);
  }

  #run(
    call: Numbers,
    row: spec.SignatureRow,
    args: readonly number[],
    isHandle: readonly boolean[],
    array: number,
    kind: ResultKind,
    failure: number,
  ): number {
    const { handles } = this.#state;
    const borrowed: Handle[] = [];
    const borrow = (inner: number): number => {
      const handle = handles.open(inner as Handle, "borrowed");
      if (handle !== HPy_NULL) borrowed.push(handle);
      return handle;
    };
    let stored: Pointer | null = null;
    try {
      const numbers = isHandle.map((yes, index) =>
        yes ? borrow(args[index] as number) : (args[index] as number),
      );
      if (array !== -1) {
        stored = this.#array(row, args, array, borrow);
        numbers[array] = stored;
      }
      if (row.context) numbers.unshift(this.#environment.context());
      const result = call(...numbers);
      return this.#result(result, kind, failure, `the result of an HPyFunc_${row.name}`);
    } finally {
      if (stored !== null && stored !== 0) this.#state.memory.free(stored);
      for (const handle of borrowed) handles.end(handle);
    }
  }

  /** Copies an array of handles, with the values of keyword arguments behind the positional ones. */
  #array(
    row: spec.SignatureRow,
    args: readonly number[],
    position: number,
    borrow: (inner: number) => number,
  ): Pointer {
    const { layer, memory } = this.#state;
    const source = args[position] as number;
    let count = args[position + 1] as number;
    if (row.name === "KEYWORDS") count += layer.extra.Inspect_Size((args[position + 2] ?? 0) as Handle);
    if (count === 0 || source === 0) return 0 as Pointer;
    const start = source >>> 2;
    // A copy, for opening handles may let the interpreter's memory grow.
    const words = Array.from(layer.memory.u32().slice(start, start + count), borrow);
    const target = memory.alloc(count * 4, `${count} arguments`);
    words.forEach((word, index) => {
      memory.setWord(target + index * 4, word, "an argument");
    });
    return target;
  }

  /**
   * What the layer gets for a module's result. One that comes with an exception is none: Python gets the exception.
   */
  #result(result: unknown, kind: ResultKind, failure: number, where: string): number {
    const { handles, layer } = this.#state;
    if (kind === "nothing") return 0;
    if (typeof result !== "number") throw new SandboxViolation(`${where} is of the wrong C type`);
    const isRaised = layer.extra.Err_IsRaised();
    if (kind === "handle") {
      const taken = handles.take((result >>> 0) as Handle, where, ownCalls(layer).Dup);
      if (!isRaised || taken === HPy_NULL) return taken;
      ownCalls(layer).Close(taken);
      return failure;
    }
    if (isRaised) return failure;
    if (kind === "length" && result < 0) {
      raiseText(layer, "h_SystemError", `${where} is negative, but no exception was raised`);
      return failure;
    }
    return result | 0;
  }

  /** `am_send`: its result comes through a pointer. */
  #send(call: Numbers): Signatures["SENDFUNC"] {
    const { boundary, handles, layer, memory } = this.#state;
    const where = "the result of an HPyFunc_SENDFUNC";
    return (self, arg, result) =>
      boundary.entry(-1, () => {
        const borrowed = [self, arg].map((inner) => handles.open(inner, "borrowed"));
        const place = memory.alloc(4, where);
        try {
          const status = call(this.#environment.context(), ...borrowed, place);
          if ((status !== 0 && status !== 1) || layer.extra.Err_IsRaised()) return -1;
          const taken = handles.take(memory.word(place, where) as Handle, where, ownCalls(layer).Dup);
          if (taken === HPy_NULL) throw new SandboxViolation(`${where} is a null handle`);
          layer.memory.u32()[result >>> 2] = taken;
          return status;
        } finally {
          memory.free(place);
          for (const handle of borrowed) handles.end(handle);
        }
      });
  }
}

function nullFunction(signature: string): () => never {
  return () => {
    throw new SandboxViolation(`the module has a null function pointer where HPyFunc_${signature} belongs`);
  };
}
