import type { CallFunction, Definition, Handle, Pointer, Tracker, TypeDefinition } from "@hpyjs/core";
import { describe, expect, it } from "vitest";
import { type Answers, fakeLayer } from "../test/fake-layer.ts";
import { Counter } from "./counter.ts";
import { countingMode } from "./counting-mode.ts";

const some = 7 as Handle;
const nothing = 0 as Handle;

function counting(answers: Answers = {}): {
  counter: Counter;
  layer: ReturnType<ReturnType<typeof countingMode>>;
} {
  const counter = new Counter();
  return { counter, layer: countingMode(counter)(fakeLayer(answers)) };
}

function typeWith(defines: readonly Definition[]): TypeDefinition {
  return {
    name: "t.T",
    basicsize: 0,
    itemsize: 0,
    flags: 0,
    shape: "Object",
    legacySlots: 0 as Pointer,
    defines,
    doc: null,
    fields: [],
  };
}

describe("the counting layer", () => {
  it("notes calls by name", () => {
    const { counter, layer } = counting();
    layer.api.List_Check(some);
    layer.api.List_Check(some);
    expect(counter.functions).toEqual(new Map([["List_Check", 2]]));
  });

  it("opens what a function returns, and closes what it consumes", () => {
    const { counter, layer } = counting({ Dup: () => some });
    layer.api.Dup(some);
    layer.api.Dup(some);
    expect(counter.open).toBe(2);
    layer.api.Close(some);
    layer.api.Close(nothing);
    expect(counter.open).toBe(1);
  });

  it("does not count a failure as open", () => {
    const { counter, layer } = counting();
    layer.api.List_New(1);
    expect(counter.open).toBe(0);
  });

  it("counts the handle that a context variable writes", () => {
    const { counter, layer } = counting({
      ContextVar_Get: (_variable: Handle, _default: Handle, result: Pointer) => {
        layer.memory.u32()[result >>> 2] = some;
        return 0;
      },
    });
    layer.api.ContextVar_Get(some, nothing, 16 as Pointer);
    expect(counter.open).toBe(1);
  });

  it("hands over to a tracker, and takes back what it forgets", () => {
    const tracker = 3 as Tracker;
    const { counter, layer } = counting({ Tracker_New: () => tracker, Dup: () => some });
    layer.api.Tracker_New(2);
    for (let i = 0; i < 2; i++) layer.api.Tracker_Add(tracker, layer.api.Dup(some));
    expect(counter.open).toBe(1);
    layer.api.Tracker_ForgetAll(tracker);
    expect(counter.open).toBe(3);
    layer.api.Tracker_Close(tracker);
    expect(counter.open).toBe(2);
  });

  it("gives Python what an implementation returns, and notes the slot", () => {
    let made: TypeDefinition | undefined;
    const { counter, layer } = counting({
      Type_FromSpec: (type: TypeDefinition) => {
        made = type;
        return some;
      },
    });
    layer.api.Type_FromSpec(typeWith([{ kind: "slot", slot: "tp_repr", impl: () => some }]), []);
    const [slot] = made?.defines ?? [];
    expect(counter.open).toBe(1);
    if (slot?.kind !== "slot" || slot.slot !== "tp_repr") throw new Error("the slot is gone");
    expect(slot.impl(some)).toBe(some);
    expect(counter.open).toBe(0);
    expect(counter.slots).toEqual(new Map([["tp_repr", 1]]));
  });

  it("counts tp_traverse with the first call of anything else of its type", () => {
    let made: TypeDefinition | undefined;
    const { counter, layer } = counting({
      Type_FromSpec: (type: TypeDefinition) => {
        made = type;
        return some;
      },
    });
    const defines: readonly Definition[] = [
      { kind: "slot", slot: "tp_traverse", impl: () => 0 },
      { kind: "meth", name: "m", signature: "NOARGS", impl: () => nothing, doc: null },
    ];
    layer.api.Type_FromSpec(typeWith(defines), []);
    expect(counter.slots.size).toBe(0);
    const [, method] = made?.defines ?? [];
    if (method?.kind !== "meth" || method.signature !== "NOARGS") throw new Error("the method is gone");
    method.impl(some);
    expect([...counter.slots.keys()]).toEqual(["tp_traverse"]);
  });

  it("gives Python what a call function returns", () => {
    let installed: CallFunction | undefined;
    const { counter, layer } = counting({
      SetCallFunction: (_object: Handle, func: CallFunction) => {
        installed = func;
        return 0;
      },
    });
    layer.api.SetCallFunction(some, { impl: () => some });
    installed?.impl(some, 0 as Pointer, 0, nothing);
    expect(counter.open).toBe(-1);
  });
});
