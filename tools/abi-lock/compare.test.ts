import { describe, expect, it } from "vitest";
import { type Abi, appendAbi, compareAbi, describeDifference } from "./compare.ts";
import { describeAbi } from "./describe.ts";

const locked: Abi = {
  entries: { h_None: "0 HPy", ctx_List_New: "199 HPy (HPyContext *, HPy_ssize_t)" },
  structs: { "HPyDef.slot": "offset wasm32 4, LP64 8" },
};

function change(group: string, name: string, text: string | undefined): Abi {
  const { [name]: _, ...rest } = locked[group] ?? {};
  return { ...locked, [group]: text === undefined ? rest : { ...rest, [name]: text } };
}

describe("compareAbi()", () => {
  it("finds nothing when nothing changed", () => {
    expect(compareAbi(locked, locked)).toEqual({ broken: [], added: [] });
  });

  it.each([
    ["an index", "entries", "ctx_List_New", "200 HPy (HPyContext *, HPy_ssize_t)"],
    ["a signature", "entries", "ctx_List_New", "199 HPy (HPyContext *, int)"],
    ["an offset", "structs", "HPyDef.slot", "offset wasm32 8, LP64 8"],
    ["a removed entry", "entries", "h_None", undefined],
  ])("names %s that changed, with the old and the new text", (_what, group, name, now) => {
    const { broken, added } = compareAbi(locked, change(group, name, now));
    expect(added).toEqual([]);
    expect(broken).toEqual([{ group, name, locked: locked[group]?.[name], now }]);
  });

  it("does not mind an appended entry, and says that it is not locked", () => {
    const { broken, added } = compareAbi(locked, change("entries", "ctx_New_One", "273 HPy (HPyContext *)"));
    expect(broken).toEqual([]);
    expect(added).toEqual([
      { group: "entries", name: "ctx_New_One", locked: undefined, now: "273 HPy (HPyContext *)" },
    ]);
  });

  it("finds an entry that was inserted before others, by what it moved", () => {
    const { broken } = compareAbi(locked, {
      ...locked,
      entries: { h_New: "0 HPy", h_None: "1 HPy", ctx_List_New: "200 HPy (HPyContext *, HPy_ssize_t)" },
    });
    expect(broken.map((difference) => difference.name)).toEqual(["h_None", "ctx_List_New"]);
  });
});

describe("appendAbi()", () => {
  it("puts new names at the end and leaves locked ones as they are", () => {
    const now: Abi = { entries: { h_New: "273 HPy", h_None: "5 HPy" }, slots: { tp_new: "65 NEWFUNC" } };
    const appended = appendAbi(locked, now);
    expect(Object.entries(appended.entries ?? {})).toEqual([
      ["h_None", "0 HPy"],
      ["ctx_List_New", "199 HPy (HPyContext *, HPy_ssize_t)"],
      ["h_New", "273 HPy"],
    ]);
    expect(appended.structs).toEqual(locked.structs);
    expect(appended.slots).toEqual({ tp_new: "65 NEWFUNC" });
  });
});

describe("describeDifference()", () => {
  it("gives the old and the new text", () => {
    const text = describeDifference({ group: "entries", name: "h_None", locked: "0 HPy", now: "1 HPy" });
    expect(text).toContain("h_None");
    expect(text).toContain("locked: 0 HPy");
    expect(text).toContain("now:    1 HPy");
  });
});

describe("describeAbi()", () => {
  it("describes entries by index and C types", () => {
    const abi = describeAbi();
    expect(Object.keys(abi.entries ?? {})).toHaveLength(273);
    expect(abi.entries?.ctx_Err_SetString).toBe("137 void (HPyContext *, HPy, const char *)");
    expect(abi.structs?.["HPyContext entries"]).toBe("offset wasm32 12, LP64 24");
    expect(abi.structs?.HPyContext).toBeUndefined();
  });
});
