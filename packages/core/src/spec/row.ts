/**
 * The shape of the API as data.
 *
 * The context is a struct of 273 pointer-sized entries. Each has one row: 84 rows for constant handles, 189 for
 * functions. A row says everything that the layers need to know about its entry without reading its
 * implementation: where it is, what it takes and gives in C, how it says that it failed, what it consumes, who owns
 * what comes back, whether Python code can run inside it, and whether debug mode needs a wrapper written by hand.
 *
 * Facts that follow from the C types are not repeated in the rows but derived: see `facts.ts`.
 */

import type { CType } from "./ctypes.ts";

/**
 * How a function says that it failed. In every case but `"never"` the error indicator is set.
 *
 * - `"null"`: the null handle or null pointer.
 * - `-1`: the number −1, which no success returns.
 * - `-2`: the number −2, which no success returns (`_HPyType_GetBuiltinShape`, where −1 is the legacy shape).
 * - `"error"`: a value that a success may return too, the row's `failValue`; `HPyErr_Occurred` decides.
 * - `"never"`: it cannot fail. The context functions that return void are of this kind.
 */
export type Failure = "null" | -1 | -2 | "error" | "never";

/**
 * Who owns what a function returns.
 *
 * - `"caller"`: whoever receives it closes it (a handle, a builder, a tracker), restores it (a thread state) or
 *   drops its reference (a `PyObject *`).
 * - `"handle"`: data that lives as long as the handle that was passed first; read it, never free it.
 * - `"extension"`: a pointer that the extension itself put there; HPy neither reads nor frees it.
 * - `"none"`: a plain number, or nothing.
 */
export type Ownership = "caller" | "handle" | "extension" | "none";

/**
 * How debug mode treats a function.
 *
 * - `"auto"`: handles are unwrapped on the way in and wrapped on the way out, and nothing else: generated.
 * - `"manual"`: it takes or gives handles in memory or in definitions, or has a check of its own: written by hand.
 * - `"none"`: passed through as it is.
 */
export type DebugTreatment = "auto" | "manual" | "none";

/**
 * The ABIs that offer a function.
 *
 * - `"all"`: every one.
 * - `"legacy"`: those that have CPython's C API beside HPy's (hybrid and cpython).
 * - `"internal"`: only the C trampolines that upstream's headers make for CPython; nobody else calls it.
 */
export type Availability = "all" | "legacy" | "internal";

/** One function of the context. */
export interface FunctionRow {
  /** Tells functions from handles among the entries. */
  readonly kind: "function";
  /** The index in the context: the entry lies at `header + index * pointer size`. */
  readonly index: number;
  /** The C name: `HPyList_New`. */
  readonly name: string;
  /** The name in the context without its `ctx_` prefix, and in `Api`: `List_New`. */
  readonly member: string;
  /** The C type that the context's function pointer returns. */
  readonly returns: CType;
  /**
   * The C type that the public C function returns where that is not `returns`: four functions of the error family
   * return void in the context while their C trampoline adds a constant `HPy_NULL`.
   */
  readonly trampoline: CType | undefined;
  /** The parameters' C types by name, in order, without the context. */
  readonly params: Readonly<Record<string, CType>>;
  /** How it says that it failed. */
  readonly fails: Failure;
  /** The value that stands for a failure when `fails` is `"error"`, to be read as a value of `returns`. */
  readonly failValue: 0 | -1 | undefined;
  /** The parameter that is spent by the call, whether it succeeds or not; all others stay the caller's. */
  readonly consumes: string | undefined;
  /** Who owns the result. */
  readonly owner: Ownership;
  /** How debug mode wraps it. */
  readonly debug: DebugTreatment;
  /**
   * Whether arbitrary Python code can run before it returns, finalizers of objects that it lets go of included.
   * Allocation alone does not count: CPython 3.12 and later collect garbage only between bytecodes. Neither does
   * letting go of an exception that was set before a failing call.
   */
  readonly reenters: boolean;
  /** Which ABIs offer it. */
  readonly abi: Availability;
}

/** The groups of constant handles. */
export type HandleGroup = "constant" | "exception" | "warning" | "type" | "reflection";

/** One constant handle of the context. It lives as long as the context and is never closed. */
export interface HandleRow {
  /** Tells handles from functions among the entries. */
  readonly kind: "handle";
  /** The index in the context. */
  readonly index: number;
  /** The name in C and in `Api`: `h_None`. */
  readonly name: string;
  /** What kind of object it is. */
  readonly group: HandleGroup;
  /** The object as a Python expression: a name in `builtins`, or a dotted name that starts with its module. */
  readonly python: string;
}

/** The part of a function row that does not follow from its C declaration. */
export type FunctionFacts = Pick<FunctionRow, "fails"> &
  Partial<
    Pick<FunctionRow, "failValue" | "trampoline" | "consumes" | "owner" | "debug" | "reenters" | "abi">
  >;

/** The C types whose values belong to whoever receives them. */
const ownedByReceiver: ReadonlySet<CType> = new Set<CType>([
  "HPy",
  "HPyListBuilder",
  "HPyTupleBuilder",
  "HPyTracker",
  "HPyThreadState",
  "cpy_PyObject *",
]);

/**
 * Describe one function.
 *
 * @param index - The index in the context.
 * @param name - The C name.
 * @param returns - The C type that the context's function pointer returns.
 * @param params - The C types of the parameters by name, without the context.
 * @param facts - What the declaration does not say. Left out, a handle belongs to the caller, debug mode wraps
 *   uniformly, and no Python code runs inside.
 */
export function fn(
  index: number,
  name: string,
  returns: CType,
  params: Readonly<Record<string, CType>>,
  facts: FunctionFacts,
): FunctionRow {
  return {
    kind: "function",
    index,
    name,
    member: memberName(name),
    returns,
    trampoline: facts.trampoline,
    params,
    fails: facts.fails,
    failValue: facts.failValue,
    consumes: facts.consumes,
    owner: facts.owner ?? (ownedByReceiver.has(returns) ? "caller" : "none"),
    debug: facts.debug ?? "auto",
    reenters: facts.reenters ?? false,
    abi: facts.abi ?? "all",
  };
}

/**
 * Describe one constant handle.
 *
 * @param index - The index in the context.
 * @param name - The name in the context.
 * @param group - What kind of object it is.
 * @param python - The object as a Python expression.
 */
export function handle(index: number, name: string, group: HandleGroup, python: string): HandleRow {
  return { kind: "handle", index, name, group, python };
}

/**
 * The context's word for a C function: `HPyList_New` → `List_New`, `HPy_Add` → `Add`, `_HPy_New` → `New`.
 *
 * @param name - The C name.
 */
export function memberName(name: string): string {
  return name.replace(/^_?HPy_?/, "");
}
