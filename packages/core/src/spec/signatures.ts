/**
 * The signatures of what an extension implements: `HPyFunc_Signature`. Numbers 1 to 39 are upstream's; methods take
 * the first four, slots one each. An implementation owns what it returns: the interpreter closes the handle. The
 * arguments are the interpreter's and last for the call.
 */

import type { CType } from "./ctypes.ts";

/** One signature of an implementation. */
export interface SignatureRow {
  /** The number in `HPyFunc_Signature`. */
  readonly number: number;
  /** The name without its `HPyFunc_` prefix. */
  readonly name: string;
  /** The C type that the implementation returns. */
  readonly returns: CType;
  /** The parameters' C types by name, in order, without the context. */
  readonly params: Readonly<Record<string, CType>>;
  /** Whether the first C parameter is the context. */
  readonly context: boolean;
  /**
   * The value by which the implementation says that it failed, the error indicator being set; `"never"` where
   * nobody looks: what goes wrong there is reported as unraisable.
   */
  readonly fails: "null" | -1 | "never";
  /** What the C types do not say about arguments and result, in a sentence or two. */
  readonly note: string | undefined;
  /** Whether upstream does not have it. */
  readonly beyond: boolean;
}

const fastcall = "`args` is an array of `nargs` handles.";
const deletes = "A null value deletes.";

function signature(
  number: number,
  name: string,
  returns: CType,
  params: Readonly<Record<string, CType>>,
  more: Partial<Pick<SignatureRow, "context" | "fails" | "note" | "beyond">> = {},
): SignatureRow {
  const fails = returns === "void" ? "never" : returns === "HPy" ? "null" : -1;
  return { number, name, returns, params, context: true, fails, note: undefined, beyond: false, ...more };
}

/** The signatures, by number. `VECTORCALLFUNC` has a number and no use; its parameters are CPython's. */
export const signatures: readonly SignatureRow[] = [
  signature(1, "VARARGS", "HPy", { self: "HPy", args: "const HPy *", nargs: "size_t" }, { note: fastcall }),
  signature(
    2,
    "KEYWORDS",
    "HPy",
    { self: "HPy", args: "const HPy *", nargs: "size_t", kwnames: "HPy" },
    {
      note: "`args` holds `nargs` positional arguments, then the values of the keyword arguments; `kwnames` is the tuple of their names, or null.",
    },
  ),
  signature(3, "NOARGS", "HPy", { self: "HPy" }),
  signature(4, "O", "HPy", { self: "HPy", arg: "HPy" }),
  signature(
    5,
    "DESTROYFUNC",
    "void",
    { object: "void *" },
    { context: false, note: "It must not call the API." },
  ),
  signature(
    6,
    "GETBUFFERPROC",
    "int",
    { self: "HPy", buffer: "HPy_buffer *", flags: "int" },
    { note: "The consumer of the buffer owns its `obj`." },
  ),
  signature(7, "RELEASEBUFFERPROC", "void", { self: "HPy", buffer: "HPy_buffer *" }),
  signature(8, "UNARYFUNC", "HPy", { self: "HPy" }),
  signature(9, "BINARYFUNC", "HPy", { left: "HPy", right: "HPy" }),
  signature(10, "TERNARYFUNC", "HPy", { first: "HPy", second: "HPy", third: "HPy" }),
  signature(11, "INQUIRY", "int", { self: "HPy" }),
  signature(12, "LENFUNC", "HPy_ssize_t", { self: "HPy" }),
  signature(13, "SSIZEARGFUNC", "HPy", { self: "HPy", index: "HPy_ssize_t" }),
  signature(14, "SSIZESSIZEARGFUNC", "HPy", { self: "HPy", start: "HPy_ssize_t", end: "HPy_ssize_t" }),
  signature(
    15,
    "SSIZEOBJARGPROC",
    "int",
    { self: "HPy", index: "HPy_ssize_t", value: "HPy" },
    { note: deletes },
  ),
  signature(
    16,
    "SSIZESSIZEOBJARGPROC",
    "int",
    {
      self: "HPy",
      start: "HPy_ssize_t",
      end: "HPy_ssize_t",
      value: "HPy",
    },
    { note: deletes },
  ),
  signature(17, "OBJOBJARGPROC", "int", { self: "HPy", key: "HPy", value: "HPy" }, { note: deletes }),
  signature(18, "FREEFUNC", "void", { object: "void *" }),
  signature(19, "GETATTRFUNC", "HPy", { self: "HPy", name: "char *" }),
  signature(20, "GETATTROFUNC", "HPy", { self: "HPy", name: "HPy" }),
  signature(21, "SETATTRFUNC", "int", { self: "HPy", name: "char *", value: "HPy" }, { note: deletes }),
  signature(22, "SETATTROFUNC", "int", { self: "HPy", name: "HPy", value: "HPy" }, { note: deletes }),
  signature(23, "REPRFUNC", "HPy", { self: "HPy" }),
  signature(24, "HASHFUNC", "HPy_hash_t", { self: "HPy" }),
  signature(25, "RICHCMPFUNC", "HPy", { self: "HPy", other: "HPy", op: "HPy_RichCmpOp" }),
  signature(26, "GETITERFUNC", "HPy", { self: "HPy" }),
  signature(
    27,
    "ITERNEXTFUNC",
    "HPy",
    { self: "HPy" },
    { note: "Null without an error ends the iteration." },
  ),
  signature(
    28,
    "DESCRGETFUNC",
    "HPy",
    { self: "HPy", obj: "HPy", type: "HPy" },
    { note: "`obj` is null for access through the type." },
  ),
  signature(29, "DESCRSETFUNC", "int", { self: "HPy", obj: "HPy", value: "HPy" }, { note: deletes }),
  signature(
    30,
    "INITPROC",
    "int",
    { self: "HPy", args: "const HPy *", nargs: "HPy_ssize_t", kw: "HPy" },
    { note: "`args` is an array of `nargs` handles; `kw` is a dict, or null." },
  ),
  signature(
    31,
    "NEWFUNC",
    "HPy",
    { type: "HPy", args: "const HPy *", nargs: "HPy_ssize_t", kw: "HPy" },
    { note: "`args` is an array of `nargs` handles; `kw` is a dict, or null." },
  ),
  signature(32, "GETTER", "HPy", { self: "HPy", closure: "void *" }),
  signature(33, "SETTER", "int", { self: "HPy", value: "HPy", closure: "void *" }, { note: deletes }),
  signature(34, "OBJOBJPROC", "int", { self: "HPy", item: "HPy" }),
  signature(
    35,
    "TRAVERSEPROC",
    "int",
    { object: "void *", visit: "HPyFunc_visitproc", arg: "void *" },
    {
      context: false,
      fails: "never",
      note: "It must not call the API; it calls `visit` for every field that the object owns and returns the first result that is not 0.",
    },
  ),
  signature(36, "DESTRUCTOR", "void", { self: "HPy" }),
  signature(
    37,
    "CAPSULE_DESTRUCTOR",
    "void",
    { name: "const char *", pointer: "void *", context: "void *" },
    { context: false },
  ),
  signature(38, "VECTORCALLFUNC", "HPy", {
    callable: "HPy",
    args: "const HPy *",
    nargsf: "size_t",
    kwnames: "HPy",
  }),
  signature(39, "MOD_CREATE", "HPy", { spec: "HPy" }),
  signature(
    40,
    "SENDFUNC",
    "int",
    { self: "HPy", arg: "HPy", result: "HPy *" },
    {
      beyond: true,
      note: "`result` takes a handle that the interpreter closes; the function returns 1 when that was yielded and 0 when it was returned.",
    },
  ),
];
