import { describe, expect, it } from "vitest";
import { abiTag, abiVersion } from "../abi-version.ts";
import { abi, typeFlags } from "./constants.ts";
import { memberSize, members } from "./members.ts";
import { signatures } from "./signatures.ts";
import { slots } from "./slots.ts";

describe("signatures", () => {
  it("have the numbers 1 to 40, each once, the last being beyond upstream", () => {
    expect(signatures.map((row) => row.number)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(signatures.filter((row) => row.beyond).map((row) => row.name)).toEqual(["SENDFUNC"]);
  });

  it("take no context where they must not call the API", () => {
    const without = signatures.filter((row) => !row.context);
    expect(without.map((row) => row.name)).toEqual(["DESTROYFUNC", "TRAVERSEPROC", "CAPSULE_DESTRUCTOR"]);
  });
});

describe("slots", () => {
  it("are 61 of upstream's and nine beyond", () => {
    expect(slots.filter((row) => !row.beyond)).toHaveLength(61);
    expect(slots.filter((row) => row.beyond).map((row) => [row.number, row.name])).toEqual([
      [55, "tp_descr_set"],
      [58, "tp_getattro"],
      [62, "tp_iter"],
      [63, "tp_iternext"],
      [69, "tp_setattro"],
      [77, "am_await"],
      [78, "am_aiter"],
      [79, "am_anext"],
      [81, "am_send"],
    ]);
  });

  it("are in order, each once", () => {
    const numbers = slots.map((row) => row.number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(new Set(slots.map((row) => row.name)).size).toBe(70);
  });

  it("name signatures that exist", () => {
    const names = new Set(signatures.map((row) => row.name));
    for (const row of slots) expect(names.has(row.signature), row.name).toBe(true);
  });
});

describe("members", () => {
  it("are 20 kinds, without a number 15", () => {
    expect(members.map((row) => row.number)).toEqual([...Array(21).keys()].filter((number) => number !== 15));
  });

  it("are as wide as C makes them", () => {
    const sizes = Object.fromEntries(
      members.map((row) => [row.name, [memberSize(row, "wasm32"), memberSize(row, "LP64")]]),
    );
    expect(sizes).toMatchObject({
      SHORT: [2, 2],
      LONG: [4, 8],
      DOUBLE: [8, 8],
      OBJECT: [4, 8],
      LONGLONG: [8, 8],
      HPYSSIZET: [4, 8],
      BOOL: [1, 1],
      NONE: [0, 0],
    });
  });
});

describe("constants", () => {
  it("agree with the version that modules are checked against", () => {
    expect({ major: abi.major, minor: abi.minor }).toEqual(abiVersion);
    expect(abi.tag).toBe(abiTag);
  });

  it("have CPython's bits as type flags", () => {
    expect(typeFlags.DEFAULT).toBe((1 << 9) | (1 << 18));
    expect([typeFlags.BASETYPE, typeFlags.HAVE_VECTORCALL, typeFlags.HAVE_GC]).toEqual([
      1 << 10,
      1 << 11,
      1 << 14,
    ]);
  });
});
