import type { Api, Definition, Handle, Pointer, TypeDefinition } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { FakeClock, fakeLayer } from "../test/fake-layer.ts";
import type { CompleteEvent } from "./chrome-trace.ts";
import { type Recording, type RecordOptions, record } from "./recording.ts";
import { createTrace, type Trace } from "./trace.ts";

const h = 7 as Handle;

interface Opened {
  readonly clock: FakeClock;
  readonly trace: Trace;
  readonly api: Api;
}

/** A trace of a layer where `Add` takes 2 µs, and `CallTupleDict` 10 µs around what `inside` does. */
function open(inside: (api: Api) => void = () => {}, name = "numbers", clock = new FakeClock()): Opened {
  const trace = createTrace({ clock: clock.now, name });
  const { api } = trace.mode(
    fakeLayer({
      Add: () => clock.pass(2),
      CallTupleDict: () => {
        clock.pass(4);
        inside(api);
        clock.pass(6);
        return 0;
      },
      Type_FromSpec: (type: TypeDefinition) => {
        const [first] = type.defines;
        if (first?.kind === "meth" && first.signature === "NOARGS") first.impl(h);
        return h;
      },
    }),
  );
  return { clock, trace, api };
}

/** A type whose only method does something; the layer above calls it as soon as the type is made. */
function type(name: string, method: string, impl: () => void): TypeDefinition {
  const define: Definition = {
    kind: "meth",
    name: method,
    signature: "NOARGS",
    doc: null,
    impl: () => {
      impl();
      return h;
    },
  };
  return { name, defines: [define] } as unknown as TypeDefinition;
}

function complete(recording: Recording): readonly CompleteEvent[] {
  return recording.chromeTrace().traceEvents.filter((event) => event.ph === "X");
}

/** Whether each event lies inside the latest one before it that has not ended, or after it, as viewers see it. */
function nests(events: readonly CompleteEvent[]): boolean {
  const ends: number[] = [];
  return events.every((event) => {
    // Viewers cut off what is less than a nanosecond.
    const start = Math.trunc(event.ts * 1000);
    const end = start + Math.trunc(event.dur * 1000);
    while (ends.length > 0 && (ends.at(-1) as number) <= start) ends.pop();
    const fits = ends.length === 0 || end <= (ends.at(-1) as number);
    ends.push(end);
    return fits;
  });
}

describe("record()", () => {
  test("counts and times from then until stop()", () => {
    const { clock, trace, api } = open();
    api.Add(h, h);
    const recording = record(trace);
    expect(recording.running).toBe(true);
    for (let i = 0; i < 3; i++) api.Add(h, h);
    clock.pass(4);
    recording.stop();
    expect(recording.running).toBe(false);
    api.Add(h, h);
    recording.stop();
    const { elapsed, rows } = recording.report();
    expect(elapsed).toBe(10_000);
    expect(rows).toEqual([
      {
        extension: "numbers",
        name: "ctx_Add",
        kind: "context",
        calls: 3,
        total: 6000,
        self: 6000,
        mean: 2000,
        share: 0.6,
        callsPerSecond: 300_000,
      },
    ]);
    expect(trace.getCallCounts().ctx_Add).toBe(5);
  });

  test("is stopped by `using`, and reports while it runs", () => {
    const { trace, api } = open();
    let outside: Recording;
    {
      using recording = record(trace);
      outside = recording;
      api.Add(h, h);
      expect(recording.report().rows[0]?.calls).toBe(1);
      api.Add(h, h);
    }
    api.Add(h, h);
    expect(outside.running).toBe(false);
    expect(outside.report().rows[0]?.calls).toBe(2);
  });

  test("self is without the calls inside, so that shares add up", () => {
    const { trace, api } = open((api) => api.Add(h, h));
    const recording = record(trace);
    api.CallTupleDict(h, h, h);
    api.Add(h, h);
    recording.stop();
    const rows = recording
      .report()
      .rows.map(({ name, calls, total, self, share }) => [name, calls, total, self, share]);
    expect(rows).toEqual([
      ["ctx_CallTupleDict", 1, 12_000, 10_000, 10 / 14],
      ["ctx_Add", 2, 4000, 4000, 4 / 14],
    ]);
  });

  test("times each call even where the trace only counts", () => {
    const clock = new FakeClock();
    const trace = createTrace({ clock: clock.now, timing: "none" });
    const { api } = trace.mode(fakeLayer({ Add: () => clock.pass(2) }));
    using recording = record(trace);
    api.Add(h, h);
    expect(recording.report().rows[0]?.total).toBe(2000);
    expect(trace.getDurations().ctx_Add).toBe(0);
  });

  test("records a call through which something is thrown, and goes on", () => {
    let fails = true;
    const { trace, api } = open(() => {
      if (fails) throw new Error("thrown");
    });
    using recording = record(trace);
    expect(() => api.CallTupleDict(h, h, h)).toThrow("thrown");
    fails = false;
    api.CallTupleDict(h, h, h);
    expect(recording.report().rows).toMatchObject([{ calls: 2, total: 14_000, self: 14_000 }]);
  });

  test("leaves out what was in progress when it began or ended", () => {
    let recording: Recording | null = null;
    const opened = open((api) => {
      api.Add(h, h);
      if (recording === null) recording = record(opened.trace);
      else recording.stop();
      api.Add(h, h);
    });
    opened.api.CallTupleDict(h, h, h);
    opened.api.CallTupleDict(h, h, h);
    const rows = (recording as Recording | null)?.report().rows;
    expect(rows).toMatchObject([{ name: "ctx_Add", calls: 2, self: 4000 }]);
  });

  test("knows which extension calls, and shows its functions", () => {
    const { clock, trace, api } = open();
    const recording = record(trace);
    api.Type_FromSpec(
      type("points.Point", "norm", () => {
        clock.pass(3);
        api.Add(h, h);
      }),
      [],
    );
    api.Add(h, h);
    const rows = recording
      .report()
      .rows.map(({ extension, name, kind, self }) => [extension, name, kind, self]);
    expect(rows).toEqual([
      ["points", "points.Point.norm", "extension", 3000],
      ["numbers", "ctx_Add", "context", 2000],
      ["points", "ctx_Add", "context", 2000],
      ["numbers", "ctx_Type_FromSpec", "context", 0],
    ]);
  });

  test("a type that is made again keeps its names, and other observers do not see extensions' functions", () => {
    const { trace, api } = open();
    const seen: string[] = [];
    trace.setTraceFunctions({ onEnter: (name) => seen.push(name) });
    const recording = record(trace);
    for (let i = 0; i < 2; i++) {
      api.Type_FromSpec(
        type("points.Point", "norm", () => {}),
        [],
      );
    }
    const norm = recording.report().rows.find(({ kind }) => kind === "extension");
    expect(norm).toMatchObject({ name: "points.Point.norm", calls: 2 });
    expect(seen).toEqual(["ctx_Type_FromSpec", "ctx_Type_FromSpec"]);
  });

  test("records several traces together; their calls nest", () => {
    const clock = new FakeClock();
    const inner = open(() => {}, "inner", clock);
    const outer = open(() => inner.api.Add(h, h), "outer", clock);
    const recording = record([outer.trace, inner.trace]);
    outer.api.CallTupleDict(h, h, h);
    recording.stop();
    expect(recording.report().rows).toMatchObject([
      { extension: "outer", name: "ctx_CallTupleDict", total: 12_000, self: 10_000 },
      { extension: "outer", name: "ctx_Add", total: 2000 },
    ]);
  });

  test("two recordings of one trace do not disturb each other", () => {
    const { trace, api } = open();
    const first = record(trace);
    api.Add(h, h);
    const second = record(trace);
    api.Add(h, h);
    first.stop();
    api.Add(h, h);
    expect([first, second].map((recording) => recording.report().rows[0]?.calls)).toEqual([2, 2]);
  });

  test("refuses no trace, and a number of events that makes no sense", () => {
    expect(() => record([])).toThrow(RangeError);
    for (const events of [-1, 1.5, Number.NaN]) {
      expect(() => record(open().trace, { events })).toThrow("not negative");
    }
  });
});

describe("chromeTrace()", () => {
  function run(options?: RecordOptions): Recording {
    const { clock, trace, api } = open((api) => api.Add(h, h));
    using recording = record(trace, options);
    clock.pass(100);
    api.CallTupleDict(h, h, h);
    clock.pass(0.5);
    api.Add(h, h);
    return recording;
  }

  test("has complete events in microseconds, each after those that it lies in", () => {
    const { traceEvents, displayTimeUnit, otherData } = run().chromeTrace();
    const event = { ph: "X", cat: "context", pid: 1, tid: 1, args: { extension: "numbers" } };
    expect(traceEvents).toEqual([
      { ph: "M", name: "process_name", pid: 1, tid: 1, args: { name: "HPy.js" } },
      { ph: "M", name: "thread_name", pid: 1, tid: 1, args: { name: "Python and extensions" } },
      { ...event, name: "ctx_CallTupleDict", ts: 100, dur: 12 },
      { ...event, name: "ctx_Add", ts: 104, dur: 2 },
      { ...event, name: "ctx_Add", ts: 112.5, dur: 2 },
    ]);
    expect(displayTimeUnit).toBe("ns");
    expect(otherData.droppedEvents).toBe(0);
  });

  test("keeps the latest events, and says how many are missing", () => {
    const recording = run({ events: 2, processName: "app", threadName: "main" });
    const { traceEvents, otherData } = recording.chromeTrace();
    expect(traceEvents.map(({ ph, name }) => [ph, name])).toEqual([
      ["M", "process_name"],
      ["M", "thread_name"],
      ["i", "1 calls that ended before were dropped: there was no room for them"],
      ["X", "ctx_CallTupleDict"],
      ["X", "ctx_Add"],
    ]);
    expect(traceEvents.slice(0, 2)).toMatchObject([{ args: { name: "app" } }, { args: { name: "main" } }]);
    expect(otherData.droppedEvents).toBe(1);
    expect(recording.report()).toMatchObject({ droppedEvents: 1, rows: [{ calls: 1 }, { calls: 2 }] });
  });

  test("has no events where none are kept", () => {
    const recording = run({ events: 0 });
    expect(complete(recording)).toEqual([]);
    expect(recording.report()).toMatchObject({ droppedEvents: 0, rows: [{ calls: 1 }, { calls: 2 }] });
  });

  test("nests also with a coarse clock, and with times that are no round numbers", () => {
    for (const step of [0, 5, 1000]) {
      const fine = new FakeClock();
      const read = (): number =>
        step === 0 ? fine.time : (Math.floor((fine.time * 1000) / step) * step) / 1000;
      const trace = createTrace({ clock: read });
      let depth = 0;
      const { api } = trace.mode(
        fakeLayer({
          CallTupleDict: () => {
            fine.pass(1 / 3);
            if (depth < 20) {
              depth++;
              for (let i = 0; i < 2; i++) if (depth < 12 || i === 0) api.CallTupleDict(h, h, h);
              depth--;
            }
            fine.pass(1 / 7);
          },
        }),
      );
      using recording = record(trace);
      api.CallTupleDict(h, h, h);
      const events = complete(recording);
      expect(events.length).toBeGreaterThan(1000);
      expect(nests(events)).toBe(true);
      expect(events[0]?.ts).toBe(0);
    }
  });

  test("JSON.stringify() writes what it says", () => {
    const trace = run().chromeTrace();
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  });
});

describe("report().toString()", () => {
  test("is a table with aligned columns, the longest first", () => {
    const { clock, trace, api } = open((api) => api.Add(h, h));
    const recording = record(trace);
    for (let i = 0; i < 1234; i++) api.CallTupleDict(h, h, h);
    clock.pass(192);
    recording.stop();
    expect(recording.report().toString()).toBe(
      [
        "2,468 calls in 15.0 ms, 98.7 % of the time inside them",
        "(the clock's step is 1 ns; total includes the calls inside, self and share do not)",
        "",
        "function           calls    total     self     mean   share  calls/s",
        "ctx_CallTupleDict  1,234  14.8 ms  12.3 ms  12.0 µs  82.3 %   82,267",
        "ctx_Add            1,234  2.47 ms  2.47 ms  2.00 µs  16.5 %   82,267",
      ].join("\n"),
    );
  });

  test("names the extensions where there are several, and shows as many rows as asked for", () => {
    const { clock, trace, api } = open();
    using recording = record(trace);
    api.Type_FromSpec(
      type("points.Point", "norm", () => clock.pass(5)),
      [],
    );
    api.Add(h, h);
    expect(recording.report().toString(1).split("\n").slice(3)).toEqual([
      "extension  function           calls    total     self     mean   share  calls/s",
      "points     points.Point.norm      1  5.00 µs  5.00 µs  5.00 µs  71.4 %  142,857",
      "… and 2 more",
    ]);
  });

  test("says so when nothing was called", () => {
    using recording = record(open().trace);
    expect(recording.report().toString()).toContain("0 calls in 0 ns, 0.0 % of the time inside them");
  });
});

test("a raw pointer is passed on as it is while recording", () => {
  const seen: unknown[] = [];
  const trace = createTrace();
  const { api } = trace.mode(fakeLayer({ Call: (...args: unknown[]) => seen.push(args) }));
  using _ = record(trace);
  expect(api.Call(h, 16 as Pointer, 3, h)).toBe(1);
  expect(seen).toEqual([[h, 16, 3, h]]);
});
