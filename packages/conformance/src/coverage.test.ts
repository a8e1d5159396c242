import { expect, it } from "vitest";
import { coverageOf } from "./coverage.ts";

it("counts what the target offers, and names what is missing", () => {
  const withheld = new Map([["List_Insert", "for the test"]] as const);
  const { functions, slots } = coverageOf({ withheld }, new Set(["List_New"]), new Set(), ["list"]);
  expect(functions).toEqual({ covered: 1, total: 3, missing: ["List_Check", "List_Append"] });
  expect(slots.total).toBe(0);
});

it("counts everything without families", () => {
  const { functions, slots } = coverageOf({ withheld: new Map() }, new Set(), new Set(["tp_new"]));
  expect(functions.total).toBe(189);
  expect(slots).toMatchObject({ covered: 1, total: 70 });
});
