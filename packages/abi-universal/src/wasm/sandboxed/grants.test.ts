import { describe, expect, test } from "vitest";
import { type Grant, Grants } from "./grants.ts";

describe("Grants", () => {
  test("grant nothing by default", () => {
    const none = new Grants([]);
    expect(none.has("eval")).toBe(false);
    expect(none.mayImport("math")).toBe(false);
  });

  test("grant what is named, and no more", () => {
    const grants = new Grants(["stdout", "import:collections"]);
    expect(grants.has("stdout")).toBe(true);
    expect(grants.has("stderr")).toBe(false);
    expect(grants.mayImport("collections")).toBe(true);
    expect(grants.mayImport("collections.abc")).toBe(false);
    expect(grants.mayImport("os")).toBe(false);
    expect(new Grants(["import"]).mayImport("os")).toBe(true);
  });

  test("refuse a name that no grant has, and list those that there are", () => {
    for (const name of ["file", "import:", "Eval", ""]) {
      expect(() => new Grants([name as Grant])).toThrow(`There is no grant "${name}"; there are "eval"`);
    }
  });
});
