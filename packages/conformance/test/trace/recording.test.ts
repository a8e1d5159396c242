import { HPyModule, HPyType } from "@hpyjs/extension";
import { record } from "@hpyjs/trace";
import { beforeAll, describe, expect, test } from "vitest";
import { type OpenedTrace, openTrace } from "./open-trace.ts";

const Point = HPyType("points.Point", {
  struct: () => ({ x: 0 }),
  methods: { move: { O: (ctx, self, by) => (self.struct.x += ctx.Float_AsDouble(by)) } },
  getsets: { x: { get: (_ctx, self) => self.struct.x } },
  slots: { tp_repr: (_ctx, self) => `Point(${self.struct.x})` },
});

const points = HPyModule("points", { types: [Point] });
const calls = HPyModule("calls", { methods: { call: { O: (ctx, _self, f) => ctx.Call(f, []) } } });

let opened: OpenedTrace;

beforeAll(async () => {
  opened = await openTrace({ name: "unknown" });
});

describe("record() on a real interpreter", () => {
  test("shows which extension called what, one call inside the other", () => {
    const { load, run, trace } = opened;
    const recording = record(trace);
    load(points, ["trace"]);
    load(calls, ["trace"]);
    run(`
import points, calls
point = points.Point()
assert calls.call(lambda: point.move(1.5)) == 1.5
assert point.x == 1.5 and repr(point) == "Point(1.5)"
`);
    recording.stop();
    const { rows, elapsed } = recording.report();
    const own = rows.filter(({ kind, extension }) => kind === "extension" && extension !== "_hpy_importer");
    expect(own.map(({ extension, name }) => `${extension}: ${name}`).sort()).toEqual([
      "calls: calls.call",
      "points: points.Point.move",
      "points: points.Point.tp_repr",
      "points: points.Point.x.get",
      "points: points.mod_exec",
    ]);
    const callers = rows.filter(({ name }) => name === "ctx_Float_AsDouble" || name === "ctx_Call");
    expect(callers.map(({ extension, name, calls }) => [extension, name, calls]).sort()).toEqual([
      ["calls", "ctx_Call", 1],
      ["points", "ctx_Float_AsDouble", 1],
    ]);
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1);
    expect(Math.max(...rows.map(({ total }) => total))).toBeLessThanOrEqual(elapsed);

    const events = recording.chromeTrace().traceEvents.filter((event) => event.ph === "X");
    const names = events.map(({ name }) => name);
    const from = names.indexOf("calls.call");
    const inside = events.filter(({ ts, dur }) => {
      const outer = events[from];
      return outer !== undefined && ts > outer.ts && ts + dur <= outer.ts + outer.dur;
    });
    expect(inside.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["ctx_Call", "points.Point.move", "ctx_Float_AsDouble"]),
    );
  });

  test("an extension in another mode, or in none, is not seen", () => {
    const { load, run, trace } = opened;
    load(points, [], "plain_points");
    using recording = record(trace);
    run("import plain_points; plain_points.Point().move(1.0)");
    expect(recording.report().rows).toEqual([]);
  });
});
