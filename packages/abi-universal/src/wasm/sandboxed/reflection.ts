/**
 * Attributes that carry authority.
 *
 * In Python every object leads to everything: `object.__subclasses__()`, a function's `__globals__`, a frame's
 * `f_builtins`, a builtin's `__self__`, the `__loader__` of a module. A sandboxed module gets objects, and may use them;
 * without the grant `reflection` it may not walk from them to what they are made of. Names with two underscores at both
 * ends are therefore refused unless they are known to be harmless, and so are the names by which frames, tracebacks,
 * generators and code objects show their inside. A method that reads attributes by name (`__getattribute__`) is not
 * harmless, since it would get around this very check.
 */

/** Names with two underscores at both ends that tell nothing but the object's own value. */
const harmless: ReadonlySet<string> = new Set(
  [
    "abs add and bool bytes call ceil complex contains delitem divmod enter eq exit float floor floordiv format ge",
    "getitem gt hash index init int invert iter le len length_hint lshift lt matmul missing mod mul ne neg new next or",
    "pos pow radd rand rdivmod repr reversed rfloordiv rlshift rmatmul rmod rmul ror round rpow rrshift rshift rsub",
    "rtruediv rxor setitem str sub truediv trunc xor iadd iand ifloordiv ilshift imatmul imod imul ior ipow irshift",
    "isub itruediv ixor name qualname module doc version author file package all slots class_getitem await aiter anext",
    "aenter aexit fspath cause context notes suppress_context class",
  ]
    .join(" ")
    .split(" ")
    .map((word) => `__${word}__`),
);

/** The beginnings of the names by which frames, generators, coroutines, tracebacks, code and functions show themselves. */
const inside = /^(?:f|gi|cr|ag|tb|co|func|im)_/;

/** Whether reading, writing or testing an attribute of this name needs the grant `reflection`. */
export function needsReflection(name: string): boolean {
  if (name.startsWith("__") && name.endsWith("__")) return !harmless.has(name);
  return inside.test(name) || name === "mro" || name === "with_traceback";
}
