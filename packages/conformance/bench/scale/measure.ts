/** How cost grows with modules, live handles, interpreters, and objects under the garbage collector. */

import { readFileSync } from "node:fs";
import { createDebug } from "@hpyjs/debug";
import { libcModule } from "@hpyjs/devel";
import { type HPyRuntime, loadHPy } from "hpyjs";
import type { Clock } from "../clock.ts";
import { type Pyodide, type PyProxy, startPyodide } from "../interpreter.ts";
import { pythonNow } from "../python-clock.ts";
import type { Sources } from "../sources.ts";
import type { Point } from "../statistics.ts";
import { type CurveGroup, curve } from "./curves.ts";
import { type ScaleParts, scaleFlavours } from "./extensions.ts";

/** How far growth is followed. */
export interface Sizes {
  /** Modules. */
  readonly modules: readonly number[];
  /** Live handles. */
  readonly handles: readonly number[];
  /** Interpreters. */
  readonly interpreters: readonly number[];
  /** Objects. */
  readonly objects: readonly number[];
  /** How often each is measured; the best counts. */
  readonly turns: number;
}

/** What is measured with. */
export interface ScaleTools {
  /** Python's version, `3.14`. */
  readonly python: string;
  /** The clock. */
  readonly clock: Clock;
  /** The C sources. */
  readonly sources: Sources;
  /** Tells what goes on. */
  readonly progress: (text: string) => void;
}

/** One interpreter with HPy, and what measures in it. */
interface Place {
  readonly hpy: HPyRuntime<PyProxy>;
  /** Calls a function of `python/scale.py`. */
  ask(name: string, ...args: unknown[]): unknown;
}

function openPlace(pyodide: Pyodide, { clock }: ScaleTools): Place {
  const hpy = loadHPy(pyodide, { modes: { debug: createDebug().mode } });
  const scope = pyodide.toPy({}) as PyProxy;
  scope.set("now", pythonNow(hpy, clock));
  pyodide.runPython(readFileSync(new URL("../python/scale.py", import.meta.url), "utf8"), { globals: scope });
  return { hpy, ask: (name, ...args) => scope.get(name)(...args) };
}

/** Measures growth of each kind. */
export async function measureScale(tools: ScaleTools, sizes: Sizes): Promise<readonly CurveGroup[]> {
  const library = new WebAssembly.Module(await libcModule());
  const parts: ScaleParts = { compiled: tools.sources.hpy("scale", "universal"), library };
  const place = openPlace(await startPyodide(tools.python), tools);
  return [
    ...objectCurves(place, parts, tools, sizes),
    handleCurves(place, parts, tools, sizes),
    ...moduleCurves(place, parts, tools, sizes),
    ...(await interpreterCurves(parts, tools, sizes)),
  ];
}

function objectCurves(
  { hpy, ask }: Place,
  parts: ScaleParts,
  { progress }: ScaleTools,
  { objects, turns }: Sizes,
) {
  const costs = ["making them, ms", "the collector looking at them, ms", "the collector freeing them, ms"];
  const groups = costs.map((cost) => ({
    of: "objects",
    cost,
    curves: {} as Record<string, ReturnType<typeof curve>>,
  }));
  for (const [name, load] of Object.entries(scaleFlavours)) {
    const module = load(hpy, parts);
    const rows = objects.map((count) => {
      progress(`${count} objects, ${name}`);
      const answer = ask("objects", module, count, turns) as { toJs(): number[]; destroy(): void };
      const times = answer.toJs();
      answer.destroy();
      return [count, times] as const;
    });
    for (const [index, group] of groups.entries())
      group.curves[name] = curve(
        rows.map(([count, times]): Point => [count, (times[index] as number) / 1e6]),
      );
  }
  return groups;
}

function handleCurves(
  { hpy, ask }: Place,
  parts: ScaleParts,
  { progress }: ScaleTools,
  { handles, turns }: Sizes,
): CurveGroup {
  const curves: Record<string, ReturnType<typeof curve>> = {};
  for (const [name, load] of Object.entries(scaleFlavours)) {
    for (const modes of [[], ["debug"]] as const) {
      const full = [name, ...modes].join("+");
      const module = load(hpy, parts, modes);
      curves[full] = curve(
        handles.map((count): Point => {
          progress(`${count} handles, ${full}`);
          return [count, (ask("hold", module, count, turns) as number) / 1e6];
        }),
      );
    }
  }
  return { of: "live handles", cost: "opening and closing them, ms", curves };
}

function moduleCurves(
  { hpy, ask }: Place,
  parts: ScaleParts,
  { clock, progress }: ScaleTools,
  { modules, turns }: Sizes,
): readonly CurveGroup[] {
  const loading: Record<string, ReturnType<typeof curve>> = {};
  const calling: Record<string, ReturnType<typeof curve>> = {};
  for (const [name, load] of Object.entries(scaleFlavours)) {
    load(hpy, parts);
    const held: PyProxy[] = [];
    const loadPoints: Point[] = [];
    const callPoints: Point[] = [];
    let total = 0;
    for (const count of modules) {
      progress(`${count} modules, ${name}`);
      while (held.length < count) {
        const start = clock.now();
        held.push(load(hpy, parts));
        total += clock.now() - start;
      }
      loadPoints.push([count, total / 1e6]);
      callPoints.push([count, ask("calls", held[0], 20_000, turns) as number]);
    }
    loading[name] = curve(loadPoints);
    calling[name] = curve(callPoints);
    for (const module of held) module.destroy();
  }
  return [
    { of: "modules", cost: "loading them, ms", curves: loading },
    { of: "modules", cost: "a call, ns", curves: calling },
  ];
}

async function interpreterCurves(
  parts: ScaleParts,
  tools: ScaleTools,
  { interpreters, turns }: Sizes,
): Promise<readonly CurveGroup[]> {
  const opening: Point[] = [];
  const points: Record<string, Point[]> = {};
  const places: { place: Place; modules: Readonly<Record<string, PyProxy>> }[] = [];
  let total = 0;
  for (const count of interpreters) {
    tools.progress(`${count} interpreters`);
    while (places.length < count) {
      const pyodide = await startPyodide(tools.python);
      const start = tools.clock.now();
      const place = openPlace(pyodide, tools);
      const modules = Object.fromEntries(
        Object.entries(scaleFlavours).map(([name, load]) => [name, load(place.hpy, parts)]),
      );
      total += tools.clock.now() - start;
      places.push({ place, modules });
    }
    opening.push([count, total / 1e6]);
    for (const name of Object.keys(scaleFlavours)) {
      const times = places.map(
        ({ place, modules }) => place.ask("calls", modules[name], 20_000, turns) as number,
      );
      points[name] ??= [];
      points[name].push([count, times.reduce((sum, time) => sum + time, 0) / times.length]);
    }
  }
  const calls = Object.entries(points).map(([name, row]) => [name, curve(row)] as const);
  return [
    {
      of: "interpreters",
      cost: "HPy and three modules in each, ms",
      curves: { "all flavours": curve(opening) },
    },
    { of: "interpreters", cost: "a call in each, ns", curves: Object.fromEntries(calls) },
  ];
}
