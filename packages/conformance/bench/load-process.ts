/**
 * What loading costs in a process that has loaded nothing yet. Its arguments: the version of Python, the flavour, and the
 * compiled extension if it is a file. It prints a {@link LoadResult} as JSON.
 */

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { loadHPy } from "hpyjs";
import { startPyodide } from "../targets/pyodide.ts";
import { openClock } from "./clock.ts";
import { flavours, surroundings } from "./flavours.ts";
import type { Pyodide } from "./interpreter.ts";
import type { LoadResult } from "./results.ts";
import { AbsentError, type Compiled } from "./sources.ts";

/** How often a module is loaded again; the best counts. */
const times = 20;

const [, , python = "", name = "", file] = process.argv;

const compiled = (): Compiled => {
  if (file === undefined) throw new AbsentError(`${name} has no file`);
  return { path: basename(file), bytes: new Uint8Array(readFileSync(file)) };
};
const flavour = flavours[name];
if (flavour === undefined || "absent" in flavour || flavour.loader === undefined)
  throw new RangeError(`There is nothing to load in the flavour "${name}".`);

const { now } = await openClock();
const { pyodide } = await startPyodide(`pyodide-${python.replace(".", "")}`);
const parts = { pyodide: pyodide as unknown as Pyodide, sources: { hpy: compiled, raw: compiled } };
const around = await surroundings({ ...parts, hpy: loadHPy(parts.pyodide), fullHeaders: true });
const load = flavour.loader(around);

function timed(fresh: boolean): number {
  const start = now();
  load(fresh);
  return (now() - start) / 1e6;
}

const best = (fresh: boolean): number => Math.min(...Array.from({ length: times }, () => timed(fresh)));
const firstMs = timed(true);
const coldMs = timed(true);
const result: LoadResult = { firstMs, coldMs, newMs: best(true), warmMs: best(false) };
process.stdout.write(JSON.stringify(result));
