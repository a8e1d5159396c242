/** For which Python an extension of the hybrid or the CPython ABI is built, and with which headers. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Abi, PythonHeaders, PythonVersion } from "@hpyjs/devel";
import { CliError } from "./errors.ts";

/** What the command line says about Python. */
export interface PythonOptions {
  /** The version: `3.14`. */
  readonly python?: string;
  /** The folder with `Python.h`. */
  readonly pythonInclude?: string;
}

/** The headers' part of `@hpyjs/devel/node`. */
interface HeaderFinder {
  findPythonHeaders(version: PythonVersion, folder?: string): PythonHeaders;
  pythonHeadersVersion(folder: string): PythonVersion;
}

/**
 * CPython's headers for an ABI; `undefined` for the universal one, which has none.
 *
 * The version is the one that was asked for, or that of the headers that were named, or that of the Pyodide that is
 * installed here. A module of the CPython ABI can do without headers that are installed, if its sources use HPy alone.
 * @throws CliError, or PythonHeadersError for headers that are not there.
 */
export function pythonHeaders(
  abi: Abi,
  { python, pythonInclude }: PythonOptions,
  finder: HeaderFinder,
): PythonHeaders | undefined {
  if (abi === "universal") {
    if (python === undefined && pythonInclude === undefined) return undefined;
    const option = python === undefined ? "--python-include" : "--python";
    throw new CliError(
      `${option} is for --abi hybrid and --abi cpython: universal extensions are for every Python`,
    );
  }
  const version =
    python === undefined
      ? pythonInclude === undefined
        ? installedVersion()
        : finder.pythonHeadersVersion(pythonInclude)
      : readVersion(python);
  if (abi === "cpython" && pythonInclude === undefined) return { version };
  return finder.findPythonHeaders(version, pythonInclude);
}

function readVersion(text: string): PythonVersion {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(text) ?? [];
  if (major === undefined) throw new CliError(`--python ${text}: a version such as 3.14 is needed`);
  return [Number(major), Number(minor)];
}

/** The version of Python in the Pyodide that is installed where the command is called. */
function installedVersion(): PythonVersion {
  try {
    const manifest = createRequire(join(process.cwd(), "index.js")).resolve("pyodide/package.json");
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    const [first = "", second = ""] = version.split(".");
    // Since 314 the major version is Python's; before, each minor version had one.
    if (Number(first) >= 300) return [Number(first[0]), Number(first.slice(1))];
    const known: Readonly<Record<string, number>> = { "27": 12, "28": 13, "29": 13 };
    const minor = known[second];
    if (minor !== undefined) return [3, minor];
  } catch {
    // None is installed.
  }
  throw new CliError(
    "say for which Python: --python 3.14, or install the Pyodide that is to load the extension",
  );
}
