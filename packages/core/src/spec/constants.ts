/** The numbers and strings of the ABI that are neither entries nor layouts. */

/** The version of the universal ABI (`HPY_ABI_VERSION`, `HPY_ABI_VERSION_MINOR`) and its tag in file names. */
export const abi = { major: 0, minor: 0, tag: "hpy0" } as const;

/** What `HPyContext.name` says, by ABI or mode. */
export const contextNames = {
  universal: "HPy Universal ABI (CPython backend)",
  debug: "HPy Debug Mode ABI",
  trace: "HPy Trace Mode ABI",
  cpython: "HPy CPython ABI",
} as const;

/** The bits of `HPyType_Spec.flags`, by their names without the `HPy_TPFLAGS_` prefix. */
export const typeFlags = {
  /** What every type has: CPython's bits for a heap type (9) and a version tag (18). */
  DEFAULT: 0x40200,
  /** Python code may subclass it. */
  BASETYPE: 0x400,
  /** Instances carry their call function. */
  HAVE_VECTORCALL: 0x800,
  /** Instances are tracked by the garbage collector. */
  HAVE_GC: 0x4000,
} as const;

/** `HPyType_BuiltinShape`: the built-in type whose memory an instance extends. */
export const builtinShapes = {
  Legacy: -1,
  Object: 0,
  Type: 1,
  Long: 2,
  Float: 3,
  Unicode: 4,
  Tuple: 5,
  List: 6,
  Dict: 7,
} as const;

/** `HPyType_SpecParam_Kind`: what an entry of a type's parameter list gives; 0 ends the list. */
export const specParamKinds = { Base: 1, BasesTuple: 2, Metaclass: 3 } as const;

/** `HPyDef_Kind`: which member of the union an `HPyDef` uses. */
export const defKinds = { Slot: 1, Meth: 2, Member: 3, GetSet: 4 } as const;

/** `HPy_SourceKind`: what `HPy_Compile_s` parses. */
export const sourceKinds = { Expr: 0, File: 1, Single: 2 } as const;

/** `_HPyCapsule_key`: what `HPyCapsule_Get` and `HPyCapsule_Set` reach. `Destructor` can only be set. */
export const capsuleKeys = { Pointer: 0, Name: 1, Context: 2, Destructor: 3 } as const;

/** `HPy_RichCmpOp`: the comparison operators, as in CPython. */
export const richCompareOps = { LT: 0, LE: 1, EQ: 2, NE: 3, GT: 4, GE: 5 } as const;

/** What the slot `am_send` returns, as in CPython's `PySendResult`: beyond upstream. */
export const sendResults = { Return: 0, Error: -1, Next: 1 } as const;
