import { type MemberDefinition, NULL, type Pointer, type TypeDefinition, typeFlags } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { sortDefines } from "./defines.ts";
import { nameRefusal, outOfLineRefusal, placeRefusal, refusal } from "./refusal.ts";

const good: TypeDefinition = {
  name: "package.Type",
  basicsize: 16,
  itemsize: 0,
  flags: typeFlags.DEFAULT,
  shape: "Object",
  legacySlots: NULL,
  defines: [],
  doc: null,
  fields: [],
};

function member(name: string, type: MemberDefinition["type"], offset: number): MemberDefinition {
  return { kind: "member", name, type, offset, readonly: false, doc: null };
}

function refuse(more: Partial<TypeDefinition>): string | null {
  const definition = { ...good, ...more };
  return refusal(definition, sortDefines(definition), null)?.[0] ?? null;
}

describe("refusal", () => {
  test("a good definition is not refused", () => {
    expect(refuse({})).toBeNull();
    expect(refuse({ basicsize: 0, defines: [member("__vectorcalloffset__", "HPYSSIZET", 0)] })).toBeNull();
  });

  test("the exception's type says what kind of mistake it is", () => {
    expect(refuse({ shape: 8 })).toBe("PyExc_ValueError");
    expect(refuse({ shape: "toString" as "Object" })).toBe("PyExc_ValueError");
    expect(refuse({ shape: "Legacy" })).toBe("PyExc_TypeError");
    expect(refuse({ legacySlots: 8 as Pointer })).toBe("PyExc_TypeError");
    expect(refuse({ flags: typeFlags.DEFAULT | typeFlags.HAVE_GC })).toBe("PyExc_ValueError");
    expect(refuse({ basicsize: 0, defines: [member("x", "INT", 0)] })).toBe("PyExc_TypeError");
    expect(refuse({ basicsize: -1 })).toBe("PyExc_ValueError");
    expect(refuse({ itemsize: 2 ** 31 - 1 })).toBe("PyExc_OverflowError");
  });

  test("names are those that a C string can carry", () => {
    expect(nameRefusal(["größe", "\u{1f600}", ""])).toBeNull();
    expect(nameRefusal(["fine", "with\0null"])?.[1]).toContain('"with\\u0000null"');
    expect(nameRefusal(["\ud800"])?.[0]).toBe("PyExc_ValueError");
  });

  test("members lie inside of the struct", () => {
    const refuseAt = (offset: number, size: number): unknown =>
      placeRefusal(good, sortDefines({ ...good, defines: [member("x", "DOUBLE", offset)] }), size);
    expect(refuseAt(8, 16)).toBeNull();
    expect(refuseAt(9, 16)).not.toBeNull();
    expect(refuseAt(-8, 16)).not.toBeNull();
    expect(placeRefusal(good, sortDefines({ ...good, defines: [member("x", "NONE", 16)] }), 16)).toBeNull();
  });

  test("a struct out of line has no place for what CPython looks for in the object", () => {
    const defines = sortDefines({ ...good, defines: [member("__dictoffset__", "HPYSSIZET", 0)] });
    expect(outOfLineRefusal(good, defines)?.[1]).toContain("'__dictoffset__'");
    expect(outOfLineRefusal(good, sortDefines(good))).toBeNull();
  });
});
