import { describe, expect, it } from "vitest";
import { readOptions } from "./options.ts";

describe("readOptions()", () => {
  it("takes lists of functions and flavours apart", () => {
    const options = readOptions([
      "--python",
      "3.12",
      "--function",
      "nop,add",
      "--flavour",
      "typescript+debug",
    ]);
    expect(options).toMatchObject({
      version: [3, 12],
      quick: false,
      selection: { functions: ["nop", "add"], flavours: ["typescript+debug"] },
    });
  });

  it("selects everything when nothing is said", () => {
    expect(readOptions(["--python", "3.13", "--quick"])).toMatchObject({ quick: true, selection: {} });
  });

  it("draws growth into another file", () => {
    const file = (...args: string[]) =>
      readOptions(["--python", "3.13", ...args])
        ?.svg.split("/")
        .at(-1);
    expect([file(), file("--scale"), file("--svg", "mine.svg")]).toEqual([
      "bench.svg",
      "bench-scale.svg",
      "mine.svg",
    ]);
  });

  it("chooses a Python itself, and says which there are", () => {
    expect(readOptions([])?.python).toMatch(/^3\.1[234]$/);
    expect(() => readOptions(["--python", "3.11"])).toThrow(
      "There is no Pyodide with Python 3.11; there are 3.14, 3.13, 3.12.",
    );
  });

  it("answers nothing where the usage is asked for", () => expect(readOptions(["--help"])).toBeNull());
});
