import { type FunctionRow, fn } from "./row.ts";

/** Integers: `HPyLong_*`. C's `long` and `long long` are inline helpers over the fixed widths. */
export const long: readonly FunctionRow[] = [
  fn(79, "HPyLong_FromInt32_t", "HPy", { value: "int32_t" }, { fails: "null" }),
  fn(80, "HPyLong_FromUInt32_t", "HPy", { value: "uint32_t" }, { fails: "null" }),
  fn(81, "HPyLong_FromInt64_t", "HPy", { value: "int64_t" }, { fails: "null" }),
  fn(82, "HPyLong_FromUInt64_t", "HPy", { value: "uint64_t" }, { fails: "null" }),
  fn(83, "HPyLong_FromSize_t", "HPy", { value: "size_t" }, { fails: "null" }),
  fn(84, "HPyLong_FromSsize_t", "HPy", { value: "HPy_ssize_t" }, { fails: "null" }),
  fn(85, "HPyLong_AsInt32_t", "int32_t", { h: "HPy" }, { fails: "error", failValue: -1, reenters: true }),
  fn(86, "HPyLong_AsUInt32_t", "uint32_t", { h: "HPy" }, { fails: "error", failValue: -1, reenters: true }),
  fn(
    87,
    "HPyLong_AsUInt32_tMask",
    "uint32_t",
    { h: "HPy" },
    { fails: "error", failValue: -1, reenters: true },
  ),
  fn(88, "HPyLong_AsInt64_t", "int64_t", { h: "HPy" }, { fails: "error", failValue: -1, reenters: true }),
  fn(89, "HPyLong_AsUInt64_t", "uint64_t", { h: "HPy" }, { fails: "error", failValue: -1, reenters: true }),
  fn(
    90,
    "HPyLong_AsUInt64_tMask",
    "uint64_t",
    { h: "HPy" },
    { fails: "error", failValue: -1, reenters: true },
  ),
  fn(91, "HPyLong_AsSize_t", "size_t", { h: "HPy" }, { fails: "error", failValue: -1, reenters: true }),
  fn(92, "HPyLong_AsSsize_t", "HPy_ssize_t", { h: "HPy" }, { fails: "error", failValue: -1, reenters: true }),
  fn(
    93,
    "HPyLong_AsVoidPtr",
    "void *",
    { h: "HPy" },
    { fails: "error", failValue: 0, owner: "extension", reenters: true },
  ),
  fn(94, "HPyLong_AsDouble", "double", { h: "HPy" }, { fails: "error", failValue: -1, reenters: true }),
];
