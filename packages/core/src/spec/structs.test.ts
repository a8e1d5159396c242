import { describe, expect, it } from "vitest";
import { sizeOf } from "./ctypes.ts";
import { entriesOffset, layouts } from "./structs.ts";

const wasm32 = layouts("wasm32");
const LP64 = layouts("LP64");

describe("layouts()", () => {
  it.each([
    ["HPyContext", 1104, 2208],
    ["HPySlot", 12, 24],
    ["HPyMeth", 20, 40],
    ["HPyMember", 20, 40],
    ["HPyGetSet", 28, 56],
    ["HPyDef", 32, 64],
    ["HPyModuleDef", 20, 40],
    ["HPyType_Spec", 32, 56],
    ["HPyType_SpecParam", 8, 16],
    ["HPyCallFunction", 8, 16],
    ["HPyCapsule_Destructor", 8, 16],
    ["HPy_buffer", 44, 80],
    ["HPyStructSequence_Field", 8, 16],
    ["HPyStructSequence_Desc", 12, 24],
  ])("gives %s %i bytes on wasm32 and %i on LP64, as a C compiler does", (name, small, large) => {
    expect([wasm32[name]?.size, LP64[name]?.size]).toEqual([small, large]);
  });

  it("puts the members of a union in one place", () => {
    expect(wasm32.HPyDef?.offsets).toEqual({ kind: 0, slot: 4, meth: 4, member: 4, getset: 4 });
    expect(LP64.HPyDef?.offsets).toEqual({ kind: 0, slot: 8, meth: 8, member: 8, getset: 8 });
  });

  it("fills up to a field's alignment", () => {
    expect(LP64.HPyType_Spec?.offsets).toEqual({
      name: 0,
      basicsize: 8,
      itemsize: 12,
      flags: 16,
      builtin_shape: 24,
      legacy_slots: 32,
      defines: 40,
      doc: 48,
    });
  });

  it("puts entry k of the context at 12 + 4k and 24 + 8k", () => {
    expect([entriesOffset("wasm32"), entriesOffset("LP64")]).toEqual([12, 24]);
    expect(wasm32.HPyContext?.offsets.ctx_List_New).toBe(12 + 4 * 199);
    expect(LP64.HPyContext?.offsets.ctx_List_New).toBe(24 + 8 * 199);
    expect(LP64.HPyContext?.offsets).toMatchObject({ name: 0, _private: 8, abi_version: 16, h_None: 24 });
  });
});

describe("sizeOf()", () => {
  it.each([
    "HPy",
    "HPyField",
    "HPyGlobal",
    "HPyTracker",
    "HPyListBuilder",
    "HPyTupleBuilder",
    "HPyThreadState",
  ] as const)("gives %s one word", (type) => {
    expect([sizeOf(type, "wasm32"), sizeOf(type, "LP64")]).toEqual([4, 8]);
  });
});
