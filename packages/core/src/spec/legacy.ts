import { type FunctionRow, fn } from "./row.ts";

/** The bridge to CPython's own objects, for ABIs that have them. Null becomes null. */
export const legacy: readonly FunctionRow[] = [
  fn(206, "HPy_FromPyObject", "HPy", { obj: "cpy_PyObject *" }, { fails: "never", abi: "legacy" }),
  fn(207, "HPy_AsPyObject", "cpy_PyObject *", { h: "HPy" }, { fails: "never", abi: "legacy" }),
];
