/** CPython's headers, for extensions that use its C API: where they go beside the sources, and what is put in their place. */

import type { Assets } from "../assets/assets.ts";
import type { FileMap } from "../clang/clang.ts";
import { places } from "../compiler/arguments.ts";
import { PythonHeadersError } from "../errors.ts";
import { type PythonHeaders, type PythonVersion, versionText } from "./python-headers.ts";

/** The version that headers say that they are, or `null` when they do not say. */
export function versionOf(files: Readonly<Record<string, string>>): PythonVersion | null {
  const text = files["patchlevel.h"] ?? "";
  const number = (name: string): number | undefined => {
    const digits = new RegExp(`^#define\\s+${name}\\s+(\\d+)`, "m").exec(text)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  const [major, minor] = [number("PY_MAJOR_VERSION"), number("PY_MINOR_VERSION")];
  return major === undefined || minor === undefined ? null : [major, minor];
}

/**
 * Checks that headers are those of a version.
 * @param where where they are, for the message.
 * @throws PythonHeadersError when they are not.
 */
export function checkHeaders(
  files: Readonly<Record<string, string>>,
  version: PythonVersion,
  where: string,
): void {
  const wanted = versionText(version);
  if (files["Python.h"] === undefined) {
    throw new PythonHeadersError(wanted, `there is no Python.h in ${where}: name the folder that holds it`);
  }
  const found = versionOf(files);
  if (found !== null && versionText(found) === wanted) return;
  const says =
    found === null ? "do not say which version they are" : `are those of CPython ${versionText(found)}`;
  throw new PythonHeadersError(
    wanted,
    `the headers in ${where} ${says}, and the extension is built for CPython ${wanted}`,
  );
}

/** `pyconfig.h` for the Pyodide that runs a version. @throws PythonHeadersError when none is known. */
function pyconfig(configurations: Assets["configurations"], version: PythonVersion): string {
  const macros = configurations[versionText(version)];
  if (macros === undefined) {
    const known = Object.keys(configurations).join(", ");
    throw new PythonHeadersError(
      versionText(version),
      `no Pyodide with CPython ${versionText(version)} is known here: there are ${known}`,
    );
  }
  const lines = Object.entries(macros).map(([name, value]) => `#define ${name} ${value}`);
  return `/* How CPython ${versionText(version)} is configured in Pyodide. */\n\n${lines.join("\n")}\n`;
}

/** The headers of CPython, by the paths that the compiler finds them at; only `pyconfig.h` where none are given. */
export function headerFiles(
  { files = {}, version }: PythonHeaders,
  configurations: Assets["configurations"],
): FileMap {
  const placed = Object.entries(files).map(([file, text]) => [`${places.python}/${file}`, text] as const);
  return Object.fromEntries([
    ...placed,
    [`${places.python}/pyconfig.h`, pyconfig(configurations, version)] as const,
  ]);
}
