/**
 * A layer: everything that an extension needs from what lies below it.
 *
 * The interpreter's bridge offers the lowest layer; a mode (debug, trace, a test's counter) is a function that makes
 * a new layer of one; the ABI and authoring packages use whichever layer they are given. Nothing here is global, so
 * any number of layers live side by side in one process.
 */

import type { MemberDefinition, ModuleDefinition } from "./definitions.ts";
import type { Api } from "./generated/api.ts";
import type { Handle, Pointer } from "./handle.ts";
import type { NumberCalls } from "./number-calls.ts";
import type { DirectContext } from "./wasm/direct.ts";

/**
 * The memory that a layer's pointers point into.
 *
 * Views are valid until the next call into the interpreter: growing the memory replaces them. Ask for the view
 * again after each such call; that is one comparison when nothing has changed.
 */
export interface Memory {
  /** Bytes of a pointer, a `size_t` and an `HPy`: 4 on wasm32, 8 on LP64. */
  readonly pointerSize: 4 | 8;
  /** The whole memory as unsigned bytes. */
  u8(): Uint8Array;
  /** The whole memory as signed 32-bit words; index = address >>> 2. */
  i32(): Int32Array;
  /** The whole memory as unsigned 32-bit words; index = address >>> 2. */
  u32(): Uint32Array;
  /** The whole memory as doubles; index = address >>> 3. */
  f64(): Float64Array;
  /** The whole memory for accesses of any width and alignment. */
  view(): DataView;
  /** Allocates `size` zero-filled bytes, aligned to 16. The caller frees them. @throws RangeError when out of memory. */
  alloc(size: number): Pointer;
  /**
   * Allocates `size` zero-filled bytes that live as long as `owner`: they are freed when JavaScript has no reference
   * to it any more, and by nobody else. @throws RangeError when out of memory.
   */
  allocFor(owner: object, size: number): Pointer;
  /** Frees what {@link Memory.alloc} returned. `NULL` is allowed. */
  free(pointer: Pointer): void;
}

/** A kind of object: instances of these types and of those that derive from them; and whatever is an iterator. */
export type ObjectKind = "type" | "str" | "bytes" | "tuple" | "dict" | "slice" | "code" | "iterator";

/**
 * What every host can do and HPy's context does not offer: it never becomes part of the ABI.
 * Names and failure rules follow the context's; the C API function is given with each.
 */
export interface ExtraApi {
  /** Takes the current exception out of the error indicator (`PyErr_GetRaisedException`). New handle or null. */
  Err_GetRaised(): Handle;
  /** Whether an exception is set, for who watches over an extension: no mode counts it. */
  Err_IsRaised(): boolean;
  /** Makes `exception` the current one (`PyErr_SetRaisedException`). Consumes the handle. */
  Err_SetRaised(exception: Handle): void;
  /** Fills the `Py_buffer` at `buffer` from `h` (`PyObject_GetBuffer`). Returns 0, or -1 with an exception set. */
  Buffer_Get(h: Handle, buffer: Pointer, flags: number): number;
  /** Releases a buffer that {@link ExtraApi.Buffer_Get} filled (`PyBuffer_Release`). */
  Buffer_Release(buffer: Pointer): void;
  /** The address of a module's state (`PyModule_GetState`), or `NULL` when it has none. */
  Module_GetState(module: Handle): Pointer;
  /**
   * Makes a module from a definition and a `ModuleSpec` (`PyModule_FromDefAndSpec2`). Its `mod_exec` slots wait for
   * {@link ExtraApi.Module_Exec}. New handle, or null with an exception set.
   */
  Module_FromDefinition(definition: ModuleDefinition, spec: Handle): Handle;
  /**
   * Runs the `mod_exec` slots of a module that {@link ExtraApi.Module_FromDefinition} made (`PyModule_ExecDef`); the
   * second time, and for any other object, it does nothing. Returns 0, or -1 with an exception set.
   */
  Module_Exec(module: Handle): number;
  /**
   * Reads a member whose bytes are at `address` (`PyMember_GetOne`), whatever its offset is. `self` is the object that
   * a message may name. New handle, or null with an exception set.
   */
  Member_Get(member: MemberDefinition, address: Pointer, self: Handle): Handle;
  /**
   * Writes a member whose bytes are at `address` (`PyMember_SetOne`); a null value deletes.
   * Returns 0, or -1 with an exception set.
   */
  Member_Set(member: MemberDefinition, address: Pointer, value: Handle): number;
  /** Drops a reference to the object at an address (`Py_DecRef`), which `HPy_AsPyObject` gave. */
  Object_Drop(object: Pointer): void;
  /** Sets the C library's `errno`, from which `HPyErr_SetFromErrno*` make exceptions. */
  Err_SetErrno(errno: number): void;
  /**
   * Whether an object is of a kind that functions of the context take for granted. Like all the `Inspect` functions it
   * runs no Python code and raises nothing; no mode counts or reports it.
   */
  Inspect_Is(h: Handle, kind: ObjectKind): boolean;
  /** The text of a `str`, or `\ufffd` when UTF-8 cannot express it; `null` for any other object. */
  Inspect_Text(h: Handle): string | null;
  /** The length of a `bytes` or `tuple`; 0 for any other object. */
  Inspect_Size(h: Handle): number;
  /** Whether an object is a tuple whose items are all of type `str` or a subclass. */
  Inspect_IsTupleOfStr(h: Handle): boolean;
  /**
   * The `owner` in the definition of an object's type, or of that type's nearest base with a definition; the definition
   * itself where that has no owner, and `null` where there is none.
   */
  Inspect_Owner(h: Handle): object | null;
  /** The same for a type and for each type in a tuple; nothing for any other object. */
  Inspect_Owners(h: Handle): readonly (object | null)[];
  /** The struct of an object whose type has a definition; `NULL` for any other object. */
  Inspect_Struct(h: Handle): Pointer;
  /**
   * A short text that shows which object this is: a number or a short `str` as in Python, else its type. It allocates
   * nothing in Python and takes no time worth mentioning.
   */
  Inspect_Brief(h: Handle): string | null;
  /** Lets go at once of what belonged to types and modules that are gone, so that their `onFree` is called. */
  Sweep(): void;
}

/** The way into the interpreter that does not begin in Python. */
export interface CallBoundary {
  /**
   * Runs `body` as a call of its own: from a timer, a promise, an event, or the application.
   * Whatever `body` throws reaches the caller; the error indicator is clean afterwards.
   * @throws InterpreterDeadError when the interpreter must not be used any more.
   */
  enter<T>(body: () => T): T;
  /**
   * Declares the interpreter dead: something happened in its memory after which it must not be used on.
   * @param cause what happened.
   * @throws InterpreterDeadError always.
   */
  die(cause: unknown): never;
  /**
   * Prepares a function for being called by C code of an extension that Python may have called without JavaScript in
   * between (see `nativeFunction`): what it throws ends at the way in from Python, as anywhere else.
   * @typeParam F the function's type.
   */
  fromC<F extends (...args: never[]) => unknown>(callback: F): F;
}

/**
 * What a layer says that looks at how extensions use handles and contexts (debug mode). Whoever has handles of his own
 * on top of it hands it also those that are closed, or not the extension's to close: it reports them.
 */
export interface LayerChecks {
  /** So many contexts an extension gets in turn, one for each call, where it is handed one. */
  readonly contexts: number;
  /** Which of them the current call has. */
  current(): number;
  /** An extension used another one. Comes back where it goes on all the same. */
  wrongContext(): void;
}

/** How the interpreter's host hands Python objects to JavaScript, and takes them back: Pyodide's proxies. */
export interface ObjectProxies {
  /** What stands for the object at an address in JavaScript. The reference stays the caller's. */
  give(object: Pointer): unknown;
  /** A new reference to the object that a value in JavaScript stands for, which the caller drops. */
  take(value: unknown): Pointer;
}

/** A context with all that belongs to it. */
export interface Layer {
  /** The context's name (`HPyContext.name`), for instance `HPy Universal ABI (CPython backend)`. */
  readonly name: string;
  /** The context: 84 handles and 189 functions. */
  readonly api: Api;
  /**
   * The same context, for what a mode does on its own behalf: whoever counts or times the extension's calls (trace)
   * does not see calls through it, so that counts do not depend on the order of modes. Left out where it is `api`; a
   * mode that has handles of its own does not pass on that of the layer inside.
   */
  readonly unobserved?: Api;
  /** What lies beyond the context. */
  readonly extra: ExtraApi;
  /** What pointers point into. */
  readonly memory: Memory;
  /** The way in from outside. */
  readonly boundary: CallBoundary;
  /** How it checks extensions; left out where it does not. A mode passes this on. */
  readonly checks?: LayerChecks;
  /** The host's proxies, where it has them. A mode passes this on. */
  readonly proxies?: ObjectProxies;
  /**
   * The functions of `api` that need no JavaScript, where the host has such. It counts only for the very `api` that it
   * was made for (`directOf`), so a mode with functions of its own may forget it, or pass it on.
   */
  readonly direct?: DirectContext | null;
  /**
   * How it calls Python with numbers in one step, where the host can. As `direct`, it counts only for the very `api` that it
   * was made for (`numberCallsOf`).
   */
  readonly numberCalls?: NumberCalls | null;
}

/** The functions of a layer that need no JavaScript, or `null` where something is around them. */
export function directOf({ api, checks, direct = null }: Layer): DirectContext | null {
  return checks === undefined && direct?.apis.includes(api) === true ? direct : null;
}

/** The number calls of a layer in one step, or `null` where it has none, or something is around it. */
export function numberCallsOf({ api, checks, numberCalls = null }: Layer): NumberCalls | null {
  return checks === undefined && numberCalls?.apis.includes(api) === true ? numberCalls : null;
}

/** Something wrapped around a context at load time: debug, trace, a counter. */
export type Mode = (inner: Layer) => Layer;
