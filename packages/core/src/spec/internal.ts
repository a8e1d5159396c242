import { type FunctionRow, fn } from "./row.ts";

/** What upstream keeps for itself: the helper of its C trampolines, and a dump of an object to stderr. */
export const internal: readonly FunctionRow[] = [
  fn(
    208,
    "_HPy_CallRealFunctionFromTrampoline",
    "void",
    { sig: "HPyFunc_Signature", func: "HPyCFunction", args: "void *" },
    { fails: "never", debug: "none", reenters: true, abi: "internal" },
  ),
  fn(227, "_HPy_Dump", "void", { h: "HPy" }, { fails: "never", reenters: true }),
];
