import { expect, test } from "vitest";
import { needsReflection } from "./reflection.ts";

test.each([
  "__subclasses__",
  "__globals__",
  "__builtins__",
  "__dict__",
  "__getattribute__",
  "__getattr__",
  "__self__",
  "__func__",
  "__code__",
  "__closure__",
  "__loader__",
  "__spec__",
  "__reduce_ex__",
  "__mro__",
  "__traceback__",
  "__import__",
  "mro",
  "f_back",
  "f_globals",
  "tb_frame",
  "gi_frame",
  "cr_frame",
  "ag_frame",
  "gi_code",
  "co_consts",
])("%s leads from an object to what it is made of", (name) => {
  expect(needsReflection(name)).toBe(true);
});

test.each([
  "append",
  "__len__",
  "__name__",
  "__call__",
  "__iter__",
  "_private",
  "__mangled",
  "x",
  "",
  "final_",
])("%s does not", (name) => {
  expect(needsReflection(name)).toBe(false);
});
