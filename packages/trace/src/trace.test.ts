import { type Api, type ApiFunctionName, type Handle, type Mode, type Pointer, spec } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { FakeClock, fakeLayer } from "../test/fake-layer.ts";
import { type ByFunction, createTrace, type Trace } from "./trace.ts";

const h = 7 as Handle;
const NULL = 0 as Pointer;

/** What is not 0. */
function nonZero(values: ByFunction): ByFunction {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0));
}

describe("createTrace()", () => {
  test("getCallCounts() lists all 189 functions in the ABI's order", () => {
    const counts = createTrace().getCallCounts();
    expect(Object.keys(counts)).toEqual(spec.functions.map(({ member }) => `ctx_${member}`));
    expect(Object.keys(counts)).toHaveLength(189);
    expect(nonZero(counts)).toEqual({});
  });

  test("mode counts every function but two, with its arguments and result passed on", () => {
    const seen: unknown[] = [];
    const names = spec.functions.map(({ member }) => member as ApiFunctionName);
    const answers = Object.fromEntries(
      names.map((name) => [name, (...args: unknown[]) => seen.push([name, ...args])]),
    );
    const trace = createTrace({ entries: false });
    const { api } = trace.mode(fakeLayer(answers));
    for (const [index, { member, params }] of spec.functions.entries()) {
      const args = Object.keys(params).map((_, place) => 100 * index + place);
      const call = api[member as ApiFunctionName] as (...args: number[]) => unknown;
      expect(call(...args)).toBe(index + 1);
      expect(seen[index]).toEqual([member, ...args]);
    }
    const counts = trace.getCallCounts();
    for (const name of names) {
      const isListedOnly = name === "FatalError" || name === "CallRealFunctionFromTrampoline";
      expect([name, counts[`ctx_${name}`]]).toEqual([name, isListedOnly ? 0 : 1]);
    }
  });

  test("mode leaves the constants and the rest of the layer as they are", () => {
    const inner = fakeLayer();
    const layer = createTrace().mode(inner);
    expect(layer.name).toBe("HPy Trace Mode ABI");
    for (const { name } of spec.handles) {
      expect(layer.api[name as keyof Api]).toBe(inner.api[name as keyof Api]);
    }
    expect(layer.unobserved).toBe(inner.api);
    expect(createTrace().mode(layer).unobserved).toBe(inner.api);
  });

  test("getDurations() adds up nanoseconds, calls inside included", () => {
    const clock = new FakeClock();
    const trace: Trace = createTrace({ clock: clock.now });
    const inner = fakeLayer({
      Add: () => clock.pass(1.5),
      CallTupleDict: () => {
        clock.pass(10);
        api.Add(h, h);
        clock.pass(20);
      },
    });
    const { api } = trace.mode(inner);
    api.CallTupleDict(h, h, h);
    api.Add(h, h);
    clock.pass(1000);
    expect(nonZero(trace.getDurations())).toEqual({ ctx_Add: 3000, ctx_CallTupleDict: 31_500 });
  });

  test("one trace counts all its layers together, and another one by itself", () => {
    const [one, other] = [createTrace(), createTrace()];
    const layers = [one.mode(fakeLayer()), one.mode(fakeLayer()), other.mode(fakeLayer())];
    for (const { api } of layers) api.Dup(h);
    expect(nonZero(one.getCallCounts())).toEqual({ ctx_Dup: 2 });
    expect(nonZero(other.getCallCounts())).toEqual({ ctx_Dup: 1 });
  });

  test("counts do not depend on the order of modes, one of which has work of its own", () => {
    /** Asks for the type of each argument of `Add`, as a mode that checks something would. */
    const checking: Mode = ({ unobserved, ...inner }) => {
      const own = unobserved ?? inner.api;
      const Add: Api["Add"] = (a, b) => {
        for (const one of [a, b]) own.Close(own.Type(one));
        return inner.api.Add(a, b);
      };
      return { ...inner, api: { ...inner.api, Add } };
    };
    const [outside, inside, twice] = [createTrace(), createTrace(), createTrace()];
    const layers = [
      outside.mode(checking(fakeLayer())),
      checking(inside.mode(fakeLayer())),
      twice.mode(createTrace().mode(checking(createTrace().mode(fakeLayer())))),
    ];
    for (const { api } of layers) {
      api.Add(h, h);
      api.Close(h);
    }
    for (const trace of [outside, inside, twice]) {
      expect(nonZero(trace.getCallCounts())).toEqual({ ctx_Add: 1, ctx_Close: 1 });
    }
  });

  test("getCallCounts() counts a call that throws", () => {
    const trace = createTrace();
    const thrown = new Error("dead");
    const { api } = trace.mode(
      fakeLayer({
        Str: () => {
          throw thrown;
        },
      }),
    );
    expect(() => api.Str(h)).toThrow(thrown);
    expect(nonZero(trace.getCallCounts())).toEqual({ ctx_Str: 1 });
  });

  test("reset() sets everything to 0", () => {
    const clock = new FakeClock();
    const trace = createTrace({ clock: clock.now });
    const { api } = trace.mode(fakeLayer({ Dup: () => clock.pass(5) }));
    api.Dup(h);
    trace.reset();
    expect(nonZero(trace.getCallCounts())).toEqual({});
    expect(nonZero(trace.getDurations())).toEqual({});
  });
});

describe("timing", () => {
  test("none never reads the clock", () => {
    const clock = new FakeClock();
    const trace = createTrace({ clock: clock.now, timing: "none" });
    const { api } = trace.mode(fakeLayer({ Dup: () => clock.pass(5) }));
    for (let i = 0; i < 1000; i++) api.Dup(h);
    expect(clock.readings).toBe(0);
    expect(nonZero(trace.getCallCounts())).toEqual({ ctx_Dup: 1000 });
    expect(nonZero(trace.getDurations())).toEqual({});
  });

  test("every times every call", () => {
    const clock = new FakeClock();
    const trace = createTrace({ clock: clock.now, timing: "every" });
    const { api } = trace.mode(fakeLayer({ Dup: () => clock.pass(0.1) }));
    for (let i = 0; i < 1000; i++) api.Dup(h);
    expect(clock.readings).toBe(2000);
    expect(trace.getDurations()).toMatchObject({ ctx_Dup: 100_000 });
  });

  test("sampled times few of many short calls, and estimates the others", () => {
    const clock = new FakeClock();
    let call = 0;
    const trace = createTrace({ clock: clock.now });
    // Between 50 and 150 ns, so 100 ns on average.
    const { api } = trace.mode(fakeLayer({ Dup: () => clock.pass(0.05 + 0.1 * ((call++ * 0.618) % 1)) }));
    for (let i = 0; i < 100_000; i++) api.Dup(h);
    expect(clock.readings).toBeLessThan(50_000);
    const { ctx_Dup: duration } = trace.getDurations();
    expect(duration).toBeGreaterThan(9_500_000);
    expect(duration).toBeLessThan(10_500_000);
  });

  test("sampled times every call of a function that is not always short", () => {
    const clock = new FakeClock();
    let call = 0;
    const trace = createTrace({ clock: clock.now });
    const { api } = trace.mode(
      fakeLayer({ CallTupleDict: () => clock.pass(++call % 100 === 0 ? 1000 : 0.1) }),
    );
    for (let i = 0; i < 10_000; i++) api.CallTupleDict(h, h, h);
    expect(trace.getDurations()).toMatchObject({ ctx_CallTupleDict: 9900 * 100 + 100 * 1_000_000 });
  });

  test("sampled goes back to timing each call when a timed one is long", () => {
    const clock = new FakeClock();
    let microseconds = 0.1;
    const trace = createTrace({ clock: clock.now });
    const { api } = trace.mode(fakeLayer({ Dup: () => clock.pass(microseconds) }));
    for (let i = 0; i < 1000; i++) api.Dup(h);
    microseconds = 50;
    // At most a pause passes before the change is noticed.
    for (let i = 0; i < 8; i++) api.Dup(h);
    const { ctx_Dup: before = 0 } = trace.getDurations();
    for (let i = 0; i < 200; i++) api.Dup(h);
    expect(trace.getDurations().ctx_Dup).toBe(before + 200 * 50_000);
  });
});

describe("setTraceFunctions()", () => {
  /** A trace of a layer that notes what happens. */
  function open(): { trace: Trace; api: Api; events: string[] } {
    const events: string[] = [];
    const trace = createTrace();
    const { api } = trace.mode(
      fakeLayer({ Add: () => events.push("Add"), FatalError: () => events.push("FatalError") }),
    );
    return { trace, api, events };
  }

  test("calls functions before and after, with the function's name", () => {
    const { trace, api, events } = open();
    trace.setTraceFunctions({
      onEnter: (name) => events.push(`> ${name}`),
      onExit: (name) => events.push(`< ${name}`),
    });
    api.Add(h, h);
    expect(events).toEqual(["> ctx_Add", "Add", "< ctx_Add"]);
  });

  test("leaves alone what is left out, and clears what is null", () => {
    const { trace, api, events } = open();
    trace.setTraceFunctions({ onEnter: () => events.push("enter") });
    trace.setTraceFunctions({ onExit: () => events.push("exit") });
    api.Add(h, h);
    expect(events.splice(0)).toEqual(["enter", "Add", "exit"]);
    trace.setTraceFunctions({ onEnter: null });
    api.Add(h, h);
    expect(events.splice(0)).toEqual(["Add", "exit"]);
    trace.setTraceFunctions({ onExit: null });
    api.Add(h, h);
    expect(events).toEqual(["Add"]);
    expect(nonZero(trace.getCallCounts())).toEqual({ ctx_Add: 3 });
  });

  test("calls nothing for HPy_FatalError", () => {
    const { trace, api, events } = open();
    trace.setTraceFunctions({ onEnter: () => events.push("enter"), onExit: () => events.push("exit") });
    (api.FatalError as (message: Pointer) => void)(NULL);
    expect(events).toEqual(["FatalError"]);
  });
});

describe("getFrequency()", () => {
  test.each([
    ["nanoseconds", 1, 1_000_000_000],
    ["5 µs, as in an isolated page", 5000, 200_000],
    ["1 ms", 1_000_000, 1000],
  ])("finds out that the clock tells %s", (_what, step, frequency) => {
    let time = 0;
    const clock = (): number => {
      time += 1000 + (time % 97);
      return (Math.floor(time / step) * step) / 1e6;
    };
    expect(createTrace({ clock }).getFrequency()).toBe(frequency);
  });

  test("gives up on a clock that stands still", () => {
    expect(createTrace({ clock: () => 1 }).getFrequency()).toBe(1_000_000_000);
  });
});
