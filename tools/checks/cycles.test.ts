import { expect, it } from "vitest";
import { checkCycles } from "./cycles.ts";
import { parse } from "./source-files.ts";

it("checkCycles() accepts a graph without cycles, diamonds included", () => {
  expect(
    checkCycles([
      parse("a.ts", 'import "./b.ts"; import "./c.ts";'),
      parse("b.ts", 'import "./d.ts";'),
      parse("c.ts", 'import "./d.ts";'),
      parse("d.ts", ""),
    ]),
  ).toEqual([]);
});

it("checkCycles() reports a cycle once, type imports included, however it is entered", () => {
  expect(
    checkCycles([
      parse("p/entry.ts", 'import "./a.ts";'),
      parse("p/a.ts", 'import type { B } from "./sub/b.ts";'),
      parse("p/sub/b.ts", 'export type B = import("../c.ts").C;'),
      parse("p/c.ts", 'export { a } from "./a.ts";'),
    ]),
  ).toEqual(["p/a.ts: a cycle of imports: p/a.ts → p/sub/b.ts → p/c.ts → p/a.ts"]);
});

it("checkCycles() finds a file that imports itself", () => {
  expect(checkCycles([parse("a.ts", 'import "./a.ts";')])).toEqual(["a.ts: a cycle of imports: a.ts → a.ts"]);
});
