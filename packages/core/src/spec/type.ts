import { type FunctionRow, fn } from "./row.ts";

/** Types and instances: making types, allocating instances, and asking what an object is. */
export const type: readonly FunctionRow[] = [
  fn(149, "HPy_IsTrue", "int", { h: "HPy" }, { fails: -1, reenters: true }),
  fn(
    150,
    "HPyType_FromSpec",
    "HPy",
    { spec: "HPyType_Spec *", params: "HPyType_SpecParam *" },
    { fails: "null", debug: "manual", reenters: true },
  ),
  fn(
    151,
    "HPyType_GenericNew",
    "HPy",
    { type: "HPy", args: "const HPy *", nargs: "HPy_ssize_t", kw: "HPy" },
    { fails: "null", debug: "manual" },
  ),
  fn(165, "HPy_Type", "HPy", { obj: "HPy" }, { fails: "null" }),
  fn(166, "HPy_TypeCheck", "int", { obj: "HPy", type: "HPy" }, { fails: "never", debug: "manual" }),
  fn(167, "HPy_Is", "int", { obj: "HPy", other: "HPy" }, { fails: "never" }),
  fn(170, "_HPy_New", "HPy", { h_type: "HPy", data: "void **" }, { fails: "null" }),
  fn(234, "_HPyType_GetBuiltinShape", "HPyType_BuiltinShape", { h_type: "HPy" }, { fails: -2 }),
  fn(
    253,
    "HPyType_GetName",
    "const char *",
    { type: "HPy" },
    { fails: "null", owner: "handle", debug: "manual" },
  ),
  fn(254, "HPyType_IsSubtype", "int", { sub: "HPy", type: "HPy" }, { fails: "never", debug: "manual" }),
];
