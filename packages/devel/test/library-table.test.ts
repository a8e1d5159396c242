import { describe, expect, test } from "vitest";
import { exportByTable, libraryTable } from "../src/build/library-table.ts";

/** A module with a table of its own, an element segment, and three exported functions that return 1, 2 and 3. */
const module = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[1, 5, 1, 0x60, 0, 1, 0x7f],
  ...[3, 4, 3, 0, 0, 0],
  ...[4, 4, 1, 0x70, 0, 1],
  ...[7, 17, 4, 1, 0x61, 0, 0, 1, 0x62, 0, 1, 1, 0x63, 0, 2, 1, 0x74, 1, 0],
  ...[9, 7, 1, 0, 0x41, 0, 0x0b, 1, 2],
  ...[10, 16, 3, 4, 0, 0x41, 1, 0x0b, 4, 0, 0x41, 2, 0x0b, 4, 0, 0x41, 3, 0x0b],
]);

describe("exportByTable()", () => {
  test("moves the exports of functions into a table, and says which is where", () => {
    const made = exportByTable(module, (name) => name === "b");
    const compiled = new WebAssembly.Module(made as Uint8Array<ArrayBuffer>);
    const { exports } = new WebAssembly.Instance(compiled);
    expect(Object.keys(exports)).toEqual(["b", "t", libraryTable]);
    const [section] = WebAssembly.Module.customSections(compiled, libraryTable);
    expect(new TextDecoder().decode(section)).toBe("a\nc");
    const table = exports[libraryTable] as WebAssembly.Table;
    const results = [0, 1].map((place) => (table.get(place) as () => number)());
    expect([results, (exports.b as () => number)()]).toEqual([[1, 3], 2]);
    expect(((exports.t as WebAssembly.Table).get(0) as () => number)()).toBe(3);
  });

  test("refuses a module without what it needs", () => {
    expect(() => exportByTable(module.subarray(0, 21), () => false)).toThrow("no table");
  });
});
