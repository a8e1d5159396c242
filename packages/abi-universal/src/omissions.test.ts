import { expect, test } from "vitest";
import { universalOmissions } from "./index.ts";

test("the universal ABI leaves out what is CPython's alone, each with a reason", () => {
  expect([...universalOmissions.keys()].sort()).toEqual([
    "AsPyObject",
    "CallRealFunctionFromTrampoline",
    "FromPyObject",
  ]);
  for (const reason of universalOmissions.values()) expect(reason).toMatch(/\w{2,} \w+/);
});
