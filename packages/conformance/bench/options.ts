/** The command line. */

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PythonHeadersError } from "@hpyjs/devel";
import { findPythonHeaders } from "@hpyjs/devel/node";
import type { Selection } from "./measure.ts";

/** The Pythons that there is a Pyodide for, the one that is preferred first. */
const pythons = ["3.14", "3.13", "3.12"] as const;

/** Where the documentation finds charts and numbers. */
const data = new URL("../../../docs/data/", import.meta.url);

/** What `--help` prints. */
export const usage = `Measures what HPy's flavours cost, as ratios to an extension that is written against CPython's C API.

pnpm bench [OPTIONS]

  --quick           about one minute instead of five
  --python X.Y      the version of Python: 3.14, 3.13 or 3.12. Left out, 3.14 if this machine has its headers, else
                    the newest that it has the headers of
  --function LIST   only these functions, with commas between
  --flavour LIST    only these flavours, with commas between, and raw: universal-linked,typescript+debug
  --json FILE       write the results to a file
  --svg FILE        where the chart goes (docs/data/bench.svg, or bench-scale.svg)
  --scale           measure how cost grows instead: with modules, live handles, interpreters, and objects under GC
  --help            print this text`;

/** A version of Python as numbers. */
export type Version = readonly [major: number, minor: number];

/** What was asked for. */
export interface Options {
  /** The version, as `3.14`. */
  readonly python: string;
  /** The version, as numbers. */
  readonly version: Version;
  /** Whether it is to be over soon. */
  readonly quick: boolean;
  /** Whether growth is measured. */
  readonly scale: boolean;
  /** What is measured. */
  readonly selection: Selection;
  /** Where results go. */
  readonly json: string | undefined;
  /** Where the chart goes. */
  readonly svg: string;
}

/** Reads the command line; `null` where the usage was asked for. @throws TypeError, RangeError for what there is not. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      python: { type: "string" },
      function: { type: "string" },
      flavour: { type: "string" },
      json: { type: "string" },
      svg: { type: "string" },
      scale: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const python = values.python ?? newestWithHeaders();
  if (!pythons.some((known) => known === python)) {
    throw new RangeError(`There is no Pyodide with Python ${python}; there are ${pythons.join(", ")}.`);
  }
  const list = (text: string | undefined): readonly string[] | undefined => text?.split(",");
  const [chosenFunctions, chosenFlavours] = [list(values.function), list(values.flavour)];
  return {
    python,
    version: versionOf(python),
    quick: values.quick,
    scale: values.scale,
    selection: {
      ...(chosenFunctions && { functions: chosenFunctions }),
      ...(chosenFlavours && { flavours: chosenFlavours }),
    },
    json: values.json,
    svg: values.svg ?? fileURLToPath(new URL(values.scale ? "bench-scale.svg" : "bench.svg", data)),
  };
}

function versionOf(text: string): Version {
  const [major = 0, minor = 0] = text.split(".").map(Number);
  return [major, minor];
}

/** The first Python whose headers this machine has; the first of all where it has none. */
function newestWithHeaders(): string {
  const found = pythons.find((python) => {
    try {
      findPythonHeaders(versionOf(python));
      return true;
    } catch (error) {
      if (error instanceof PythonHeadersError) return false;
      throw error;
    }
  });
  return found ?? pythons[0];
}
