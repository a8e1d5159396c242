import { expect, it } from "vitest";
import { dedent, suite, test, testId } from "./suite.ts";
import { suites } from "./suites/index.ts";

it("takes off the indentation that all lines share", () => {
  expect(dedent("\n    a\n      b\n\n    c\n    ")).toBe("a\n  b\n\nc\n");
});

it("refuses two tests of one name", () => {
  const twice = [test("same", "pass"), test("same", "pass")];
  expect(() => suite("list", twice)).toThrow('suite list has two tests named "same"');
});

it("gives every test of all suites an id of its own", () => {
  const ids = suites.flatMap((one) => one.tests.map((each) => testId(one, each)));
  expect(new Set(ids).size).toBe(ids.length);
});
