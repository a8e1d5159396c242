import { describe, expect, it } from "vitest";
import { cTypes } from "./ctypes.ts";
import { cDeclaration, contextDeclaration, failureValue } from "./facts.ts";
import { entries, families, functions, handles } from "./index.ts";
import type { FunctionRow } from "./row.ts";

function find(name: string): FunctionRow {
  const row = functions.find((it) => it.name === name);
  if (row === undefined) throw new Error(`no row for ${name}`);
  return row;
}

describe("entries", () => {
  it("are 273: 84 handles and 189 functions", () => {
    expect([entries.length, handles.length, functions.length]).toEqual([273, 84, 189]);
  });

  it("have the indices 0 to 272, each once", () => {
    expect(entries.map((row) => row.index)).toEqual(Array.from({ length: 273 }, (_, i) => i));
  });

  it("have unique names", () => {
    expect(new Set(entries.map((row) => row.name)).size).toBe(273);
    expect(new Set(functions.map((row) => row.member)).size).toBe(189);
  });
});

describe("handles", () => {
  it("come in groups of 5, 53, 11, 14 and 1", () => {
    const count = (group: string): number => handles.filter((row) => row.group === group).length;
    expect(["constant", "exception", "warning", "type", "reflection"].map(count)).toEqual([5, 53, 11, 14, 1]);
  });

  it("stand for the objects that their names say", () => {
    const python = Object.fromEntries(handles.map((row) => [row.name, row.python]));
    expect(python.h_None).toBe("None");
    expect(python.h_BaseObjectType).toBe("object");
    expect(python.h_TimeoutError).toBe("TimeoutError");
    expect(python.h_Builtins).toBe("builtins.__dict__");
  });
});

describe("families", () => {
  it("have the sizes that upstream's have", () => {
    const sizes = Object.fromEntries(Object.entries(families).map(([name, rows]) => [name, rows.length]));
    expect(sizes).toEqual({
      lifetime: 2,
      long: 16,
      float: 3,
      number: 35,
      call: 5,
      iter: 3,
      err: 13,
      type: 10,
      struct: 9,
      attribute: 6,
      item: 14,
      object: 7,
      bytes: 7,
      unicode: 15,
      list: 4,
      dict: 4,
      tuple: 2,
      slice: 2,
      import: 1,
      capsule: 4,
      builder: 8,
      tracker: 4,
      field: 2,
      global: 2,
      execution: 2,
      eval: 2,
      contextvar: 3,
      legacy: 2,
      internal: 2,
    });
  });
});

describe("functions", () => {
  it("declare themselves as upstream does", () => {
    expect(cDeclaration(find("HPyList_New"))).toBe("HPy HPyList_New(HPyContext *ctx, HPy_ssize_t len)");
    expect(cDeclaration(find("HPyErr_NoMemory"))).toBe("HPy HPyErr_NoMemory(HPyContext *ctx)");
    expect(contextDeclaration(find("HPyErr_NoMemory"))).toBe("void ctx_Err_NoMemory(HPyContext *ctx)");
    expect(cDeclaration(find("HPyUnicode_AsUTF8AndSize"))).toBe(
      "const char *HPyUnicode_AsUTF8AndSize(HPyContext *ctx, HPy h, HPy_ssize_t *size)",
    );
  });

  it("return void in the context for four error setters, HPy in C", () => {
    const differing = functions.filter((row) => row.trampoline !== undefined);
    expect(differing.map((row) => row.index)).toEqual([137, 138, 140, 143]);
    expect(differing.every((row) => row.returns === "void" && row.trampoline === "HPy")).toBe(true);
  });

  it("have the kinds of results that upstream counts", () => {
    const count = (type: string): number => functions.filter((row) => row.returns === type).length;
    expect(["HPy", "int", "void", "void *", "const char *", "HPy_ssize_t"].map(count)).toEqual([
      97, 36, 19, 11, 4, 4,
    ]);
  });

  it("give a value for a failure that a result may equal, and only then", () => {
    for (const row of functions) {
      expect(row.failValue !== undefined, row.name).toBe(row.fails === "error");
    }
  });

  it("never fail where they return void", () => {
    for (const row of functions.filter((it) => it.returns === "void"))
      expect(row.fails, row.name).toBe("never");
  });

  it("fail with null only where they return a word that can be null", () => {
    for (const row of functions.filter((it) => it.fails === "null")) {
      expect(["handle", "pointer", "tracker"], row.name).toContain(cTypes[row.returns].transport);
    }
  });

  it("own or name whatever they return that is not a number", () => {
    for (const row of functions) {
      const number = ["void", "signed", "unsigned", "float", "bool"].includes(cTypes[row.returns].transport);
      expect(row.owner === "none", row.name).toBe(number);
    }
  });

  it("consume parameters that they have", () => {
    const consuming = functions.filter((row) => row.consumes !== undefined);
    expect(consuming.map((row) => row.member)).toEqual([
      "Close",
      "ListBuilder_Build",
      "ListBuilder_Cancel",
      "TupleBuilder_Build",
      "TupleBuilder_Cancel",
      "Tracker_Close",
      "ReenterPythonExecution",
    ]);
    for (const row of consuming) expect(Object.keys(row.params)).toContain(row.consumes);
  });

  it("are wrapped by hand in debug mode wherever handles travel in memory, in definitions or in builders", () => {
    const byHand = [
      "const HPy *",
      "HPy *",
      "HPyType_Spec *",
      "HPyCallFunction *",
      "HPyListBuilder",
      "HPyTupleBuilder",
      "HPyTracker",
      "HPyThreadState",
      "HPyGlobal",
      "HPyGlobal *",
    ];
    for (const row of functions) {
      const types: readonly string[] = [row.returns, ...Object.values(row.params)];
      if (types.some((type) => byHand.includes(type))) expect(row.debug, row.name).toBe("manual");
    }
  });

  it("offer two to legacy ABIs only, and one to upstream's C trampolines", () => {
    const special = functions.filter((row) => row.abi !== "all");
    expect(special.map((row) => [row.index, row.abi])).toEqual([
      [206, "legacy"],
      [207, "legacy"],
      [208, "internal"],
    ]);
  });

  it("run no Python code when they only look or allocate, and may when they let go of an object", () => {
    for (const name of ["HPy_Dup", "HPy_Is", "HPyList_New", "HPyUnicode_FromString", "HPyErr_Occurred"]) {
      expect(find(name).reenters, name).toBe(false);
    }
    for (const name of ["HPy_Close", "HPy_Add", "HPyField_Store", "HPyTracker_Close", "HPyErr_Clear"]) {
      expect(find(name).reenters, name).toBe(true);
    }
  });
});

describe("failureValue()", () => {
  it("is the C value as JavaScript sees it", () => {
    expect(failureValue(find("HPyList_New"), "wasm32")).toBe(0);
    expect(failureValue(find("HPyList_Append"), "wasm32")).toBe(-1);
    expect(failureValue(find("_HPyType_GetBuiltinShape"), "wasm32")).toBe(-2);
    expect(failureValue(find("HPyLong_AsUInt32_t"), "LP64")).toBe(0xffffffff);
    expect(failureValue(find("HPyLong_AsInt64_t"), "wasm32")).toBe(-1n);
    expect(failureValue(find("HPyLong_AsUInt64_t"), "wasm32")).toBe(0xffffffffffffffffn);
    expect(failureValue(find("HPyLong_AsSize_t"), "wasm32")).toBe(0xffffffff);
    expect(failureValue(find("HPyLong_AsSize_t"), "LP64")).toBe(2 ** 64);
    expect(failureValue(find("HPyLong_AsDouble"), "wasm32")).toBe(-1);
    expect(failureValue(find("HPyIter_Next"), "wasm32")).toBe(0);
    expect(failureValue(find("HPy_Close"), "wasm32")).toBeUndefined();
  });
});
