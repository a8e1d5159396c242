import type { Handle } from "@hpyjs/core";
import { spec } from "@hpyjs/core";
import { describe, expect, it } from "vitest";
import { type Answers, fakeLayer } from "../test/fake-layer.ts";
import { type Mutant, mutantId, mutantMode, mutantsOf } from "./mutants.ts";

const some = 7 as Handle;

function ofFunction(name: string): readonly string[] {
  const row = spec.functions.find(({ member }) => member === name);
  return row === undefined ? [] : mutantsOf(row).map(mutantId);
}

function mutated(mutant: Mutant, answers: Answers = {}): ReturnType<typeof fakeLayer>["api"] {
  return mutantMode(mutant)(fakeLayer(answers)).api;
}

describe("mutantsOf()", () => {
  it("gives a function that can fail two", () => {
    expect(ofFunction("List_Append")).toEqual(["List_Append fails", "List_Append nothing"]);
  });

  it("gives a predicate one for each answer", () => {
    expect(ofFunction("List_Check")).toEqual(["List_Check says no", "List_Check says yes"]);
  });

  it("gives a function without a result one", () => {
    expect(ofFunction("Close")).toEqual(["Close nothing"]);
  });

  it("gives every function at least one", () => {
    expect(spec.functions.filter((row) => mutantsOf(row).length === 0)).toEqual([]);
  });
});

describe("mutantMode()", () => {
  it("fails with SystemError set and the failure value", () => {
    const raised: Handle[] = [];
    const api = mutated(
      { name: "List_Append", does: "fails" },
      { Err_SetString: (type: Handle) => raised.push(type) },
    );
    expect(api.List_Append(some, some)).toBe(-1);
    expect(raised).toEqual([api.h_SystemError]);
  });

  it("succeeds with a new handle where a handle is due", () => {
    const api = mutated({ name: "List_New", does: "nothing" }, { Dup: (h: Handle) => h });
    expect(api.List_New(3)).toBe(api.h_None);
  });

  it("succeeds with an address of zeros where memory is due", () => {
    const layer = mutantMode({ name: "Unicode_AsUTF8AndSize", does: "nothing" })(fakeLayer());
    const address = layer.api.Unicode_AsUTF8AndSize(some, 0 as never);
    expect(address).not.toBe(0);
    expect(layer.memory.u8()[address]).toBe(0);
  });

  it("succeeds with a bigint where one is due", () => {
    expect(mutated({ name: "Long_AsInt64_t", does: "nothing" }).Long_AsInt64_t(some)).toBe(0n);
  });

  it("leaves the other functions alone", () => {
    const api = mutated({ name: "List_New", does: "nothing" }, { List_Check: () => 1 });
    expect(api.List_Check(some)).toBe(1);
  });
});
