/** What the command line of `pnpm upstream` and its environment choose. */

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** How the command is used. */
export const usage = `Runs upstream HPy's own test suite against HPy.js, in a Pyodide.

pnpm upstream [OPTIONS]

  --abi LIST         universal, debug, trace, hybrid, hybrid+debug, cpython, or several with commas between
                     (universal)
  --flavour NAME     linked or sandboxed (linked)
  --python VERSION   3.12, 3.13 or 3.14 (3.14)
  --filter TEXT      run the tests whose ids contain the text; may be repeated
  --exclude TEXT     leave out those whose ids contain the text; may be repeated
  --jobs N           how many Pyodides run at a time (1)
  --json FILE        write every test's result to a file
  --list             print the ids of the tests and stop
  --verbose          print a line for each test
  --help             print this text

The suite, upstream's sources and what they need of PyPI are not part of this repository. The environment says where
they are:

  HPY_SUITE     the folder of the suite's runner, with run.mjs
  HPY_UPSTREAM  a checkout of github.com/hpyproject/hpy
  HPY_WHEELS    a folder of wheels, made by
                pip download --no-deps -d DIR pytest pluggy iniconfig packaging pygments setuptools filelock py
  HPY_PYTHON_INCLUDE
                for hybrid and cpython: the folder with the Python.h of that version; left out, it is looked for
  HPY_OWN_PYTHON=1 replaces upstream's hpy.debug and hpy.trace by HPy.js's`;

/** A run that was chosen. */
export interface Selection {
  /** Whether only to say how the command is used. */
  readonly help: boolean;
  /** The npm package of the Pyodide. */
  readonly pyodide: string;
  /** The arguments for the suite's runner, without the adaptor. */
  readonly forRunner: readonly string[];
}

/** What the environment names: each folder, and a file or a beginning of a file's name that must be in it. */
const places: Readonly<Record<string, string>> = {
  HPY_SUITE: "run.mjs",
  HPY_UPSTREAM: "test/conftest.py",
  HPY_WHEELS: ".",
};

const abis: readonly string[] = ["universal", "debug", "trace", "hybrid", "hybrid+debug", "cpython"];
const flavours: readonly string[] = ["linked", "sandboxed"];
const pyodides: Readonly<Record<string, string>> = {
  "3.12": "pyodide-312",
  "3.13": "pyodide-313",
  "3.14": "pyodide-314",
};

/**
 * Reads the command line.
 * @throws TypeError or RangeError with a message for the user.
 */
export function select(args: readonly string[]): Selection {
  const { values } = parseArgs({
    args: [...args],
    options: {
      abi: { type: "string", default: "universal" },
      flavour: { type: "string", default: "linked" },
      python: { type: "string", default: "3.14" },
      filter: { type: "string", multiple: true, default: [] },
      exclude: { type: "string", multiple: true, default: [] },
      jobs: { type: "string", default: "1" },
      json: { type: "string" },
      list: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  for (const abi of values.abi.split(",")) mustBeOneOf("abi", abi, abis);
  mustBeOneOf("flavour", values.flavour, flavours);
  mustBeOneOf("python", values.python, Object.keys(pyodides));
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) throw new RangeError(`--jobs ${values.jobs}: must be 1 or more`);
  return {
    help: values.help,
    pyodide: pyodides[values.python] as string,
    forRunner: [
      ...["--abi", values.abi, "--flavour", values.flavour, "--jobs", `${jobs}`],
      ...values.filter.flatMap((text) => ["--filter", text]),
      ...values.exclude.flatMap((text) => ["--exclude", text]),
      ...(values.json === undefined ? [] : ["--json", resolve(values.json)]),
      ...(values.list ? ["--list"] : []),
      ...(values.verbose ? ["-v"] : []),
    ],
  };
}

/**
 * The places that the environment names, as absolute paths.
 * @throws RangeError that names all that are missing.
 */
export function findPlaces(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, content] of Object.entries(places)) {
    const folder = environment[name];
    if (folder === undefined || folder === "") problems.push(`${name} is not set`);
    else if (!existsSync(join(folder, content)))
      problems.push(
        `${name}: ${content === "." ? `there is no ${folder}` : `there is no ${content} in ${folder}`}`,
      );
    else found[name] = resolve(folder);
  }
  if (problems.length > 0) throw new RangeError(problems.join("; "));
  return found;
}

function mustBeOneOf(option: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new RangeError(`--${option} ${value}: there are ${known.join(", ")}`);
}
