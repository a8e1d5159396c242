/**
 * The port through which the bridge drives a CPython, whatever hosts it.
 *
 * A transport offers CPython's C API as JavaScript functions over numbers, the memory that pointers point into, and
 * a way to make C function pointers of JavaScript functions. `/pyodide` is one; a native libpython would be another.
 * The bridge knows nothing else of its host.
 */

import type { EntryRequest, Memory, NativeFunction, NumberCalls, Pointer, WasmHost } from "@hpyjs/core";
import type { EntryParts } from "@hpyjs/wasm";
import type { CApi } from "./capi.ts";

/**
 * A C function type, `result:parameters`, one letter each: `i` int, `h` PyObject*, `p` pointer, `n` Py_ssize_t,
 * `j` 64-bit integer, `d` double, `v` void. For instance `i:hh`.
 */
export type CSignature = string;

/** A JavaScript function that C is going to call: numbers in, a number (or nothing) out. */
export type Callback = (...args: never[]) => unknown;

/** A JavaScript function with the C type under which C sees it. */
export interface CallbackSpec {
  /** The C type. */
  readonly signature: CSignature;
  /** Must not throw: C has nobody to catch it. */
  readonly callback: Callback;
  /** The C function behind the callback, where it has no other: a host may let C call that one. */
  readonly native?: NativeEntry;
}

/** A way from Python into a C function of an extension, for hosts that can make it without JavaScript. */
export interface NativeEntry extends Omit<EntryRequest, "signature"> {
  /** The C function. */
  readonly target: NativeFunction;
}

/** The count of C API calls in progress, and the end of them. */
export interface Calls {
  /**
   * The address of the count, an int32. An entry from C into JavaScript reads it when it begins; if it is greater when
   * the entry catches a throw, that throw crossed the interpreter's own frames.
   */
  readonly depth: Pointer;
  /** The address of an int32 for who makes calls without the transport's guards: to count in, for looking now and then. */
  readonly ticks: Pointer;
  /**
   * Throws when the stack is nearly used up, or the interpreter is stopped. What WebAssembly runs where it may suspend
   * has a stack of its own, which JavaScript cannot measure.
   * @param maySuspend whether the caller is such.
   * @returns 1 when that one may be so: the call is to go through JavaScript, which leads back to the ordinary stack.
   */
  room(maySuspend: boolean): number;
  /**
   * The same where something is to be left of the stack: for who looks now and then, so that he is refused before anyone
   * who looks each time, such as who lets go of what he made.
   */
  ampleRoom(): void;
  /** What `room` looks at, as WebAssembly, which throws what no WebAssembly can catch. Its argument is 0. */
  readonly probe: (activate: number) => void;
  /** Makes every further call into the interpreter throw `error`. */
  stop(error: Error): void;
}

/** Facts about object layouts that the stable ABI does not promise; each was probed on this interpreter. */
export interface Layout {
  /** Bytes from the start of a tuple to its items, or `null` when the probe failed. */
  readonly tupleItems: number | null;
  /** Bytes from the start of a member descriptor to its pointer to a `PyMemberDef`, or `null` when the probe failed. */
  readonly memberOfDescriptor: number | null;
  /** Bytes from the start of a tuple or list to its number of items, or `null` when the probe failed. */
  readonly size: number | null;
  /** How a `str` of ASCII characters, whose text is inside, is known; `null` when the probe failed. */
  readonly ascii: {
    /** Bytes from its start to a word of flags. */
    readonly state: number;
    /** The flag that says so: the only bit that is set. */
    readonly mask: number;
    /** Bytes from its start to the number of its characters. */
    readonly length: number;
    /** Bytes from its start to its characters, which end with a zero. */
    readonly data: number;
  } | null;
  /**
   * Reference counts from this on, unsigned, are those of immortal objects, which nobody changes; `null` when the probe
   * failed.
   */
  readonly immortal: number | null;
  /** Where an integer has what, or `null` when the probe failed. */
  readonly integer: {
    /** Bytes from its start to its tag. */
    readonly tag: number;
    /** Bytes from its start to its first digit. */
    readonly digit: number;
  } | null;
  /** Where the integers from -5 to 256 are, which all are shared and immortal; `null` when the probe failed. */
  readonly smallIntegers: {
    /** The address of 0. */
    readonly zero: number;
    /** Bytes from one to the next. */
    readonly stride: number;
  } | null;
  /** Bytes from the start of a float to its value, or `null` when the probe failed. */
  readonly float: number | null;
  /** Where a list has what, or `null` when the probe failed. */
  readonly list: {
    /** Bytes from its start to the pointer to its items. */
    readonly items: number;
    /** Bytes from its start to the number of items that there is room for, or `null` when the probe failed. */
    readonly allocated: number | null;
  } | null;
  /** Bytes from the start of a type to its `tp_finalize`, or `null` when the probe failed. */
  readonly finalizer: number | null;
  /** Bytes from the start of a function written in Python to the C function that calls it, or `null` when the probe failed. */
  readonly vectorcall: number | null;
  /** Bytes from the start of any object to `ob_type`. */
  readonly type: number;
  /** Bytes from the start of any object to `ob_refcnt`. */
  readonly references: number;
}

/** A flag that says whether a Python frame above may suspend (`run_sync`); absent hosts keep it `false`. */
export interface Suspender {
  /** `true` while suspending is possible. A JavaScript frame sets it to `false` for its duration. */
  value: boolean;
}

/** What the bridge needs of a host. */
export interface Transport {
  /** Python's version, for instance `[3, 14]`. */
  readonly pythonVersion: readonly [major: number, minor: number];
  /** CPython's C API. Every function counts at {@link Calls.depth} while it runs, leaf functions excepted. */
  readonly capi: CApi;
  /**
   * The same functions without guard or count, for the edge's own work after an overflow: there the guard would
   * refuse what the stack still has room for.
   */
  readonly bare: CApi;
  /** The interpreter's memory. */
  readonly memory: Memory;
  /** Probed object layouts. */
  readonly layout: Layout;
  /** Whether suspending is possible right now. */
  readonly suspender: Suspender;
  /** The address of a data symbol such as `PyExc_TypeError`. @throws Error when the interpreter lacks it. */
  symbol(name: string): Pointer;
  /** The C function pointer of a function of the C API. @throws Error when the interpreter lacks it. */
  functionPointer(name: string): Pointer;
  /** Makes C function pointers of callbacks, one batch at a time. The caller removes them. */
  addFunctions(callbacks: readonly CallbackSpec[]): Pointer[];
  /** Frees function pointers from {@link Transport.addFunctions}. */
  removeFunctions(pointers: readonly Pointer[]): void;
  /** The function behind a C function pointer, to be called with that function's own C types. */
  functionAt(pointer: Pointer): (...args: number[]) => number;
  /** Sets the C library's `errno`. */
  setErrno(errno: number): void;
  /** Asks to be told when the host finds its interpreter dead, by a trap say that no frame of JavaScript saw. */
  onFatal(listener: (cause: unknown) => void): void;
  /** What is needed for entries without JavaScript; `null` where they cannot be made. */
  readonly entries: Pick<EntryParts, "depth" | "tuple"> | null;
  /** What extensions compiled to WebAssembly need, or `null` where the interpreter is not WebAssembly. */
  readonly wasm: WasmHost | null;
  /** Makes functions that call Python with numbers in one step; `null` where objects are not as expected. */
  readonly numberCalls: NumberCalls["make"] | null;
  /** Calls in progress. */
  readonly calls: Calls;
}
