/** Finding CPython's headers on this machine. */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { PythonHeadersError } from "../errors.ts";
import { checkHeaders, versionOf } from "../python/headers.ts";
import { type PythonHeaders, type PythonVersion, versionText } from "../python/python-headers.ts";

/**
 * CPython's headers of one version: those in a folder, or those of a CPython that is installed, wherever one is found.
 * Its own `pyconfig.h` is not used: the extension runs in Pyodide, which was configured otherwise.
 * @param folder the folder that holds `Python.h`; left out, it is looked for.
 * @throws PythonHeadersError when there are none of this version, with where they were looked for and how to get them.
 */
export function findPythonHeaders(version: PythonVersion, folder?: string): PythonHeaders {
  const wanted = versionText(version);
  if (folder !== undefined) {
    const files = readHeaders(folder);
    checkHeaders(files, version, folder);
    return { version, files };
  }
  const searched: string[] = [];
  for (const candidate of candidates(version)) {
    if (searched.includes(candidate)) continue;
    searched.push(candidate);
    if (!existsSync(join(candidate, "Python.h"))) continue;
    const files = readHeaders(candidate);
    checkHeaders(files, version, candidate);
    return { version, files };
  }
  throw new PythonHeadersError(
    wanted,
    `no headers of CPython ${wanted} were found (looked in ${searched.join(", ")}): install CPython ${wanted} with its ` +
      `headers (for instance: uv python install ${wanted}; pyenv install ${wanted}; apt install python${wanted}-dev), or ` +
      `name the folder that holds its Python.h`,
  );
}

/** The version of the headers in a folder. @throws PythonHeadersError when there are none, or they do not say. */
export function pythonHeadersVersion(folder: string): PythonVersion {
  const version = versionOf(readHeaders(folder));
  if (version !== null) return version;
  throw new PythonHeadersError(
    "?",
    `there are no headers of CPython in ${folder}: name the folder with Python.h`,
  );
}

/** Folders where the headers of a version may be, the likeliest first. */
function* candidates(version: PythonVersion): Generator<string> {
  const wanted = versionText(version);
  for (const python of [`python${wanted}`, "python3", "python"]) {
    const found = askPython(python, wanted);
    if (found !== null) yield found;
  }
  const home = homedir();
  const pyenv = join(process.env.PYENV_ROOT ?? join(home, ".pyenv"), "versions");
  const uv = join(process.env.XDG_DATA_HOME ?? join(home, ".local/share"), "uv/python");
  yield* inVersions(pyenv, `${wanted}.`, wanted);
  yield* inVersions(uv, `cpython-${wanted}.`, wanted);
  for (const prefix of [
    "/usr",
    "/usr/local",
    `/opt/homebrew/opt/python@${wanted}/Frameworks/Python.framework/Versions/${wanted}`,
  ]) {
    yield join(prefix, `include/python${wanted}`);
  }
}

/** Where an installed Python says that its headers are, if it is the version that is wanted. */
function askPython(python: string, wanted: string): string | null {
  const question =
    "import sys, sysconfig; print('%d.%d' % sys.version_info[:2]); print(sysconfig.get_path('include'))";
  const { status, stdout } = spawnSync(python, ["-c", question], { encoding: "utf8", timeout: 10_000 });
  if (status !== 0) return null;
  const [version, folder] = stdout.split(/\r?\n/);
  return version === wanted && folder !== undefined ? folder : null;
}

/** The headers of all installations in a folder whose names begin with a version, the newest first. */
function* inVersions(folder: string, beginning: string, wanted: string): Generator<string> {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => name.startsWith(beginning));
  const newestFirst = names.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  for (const name of newestFirst) yield join(folder, name, `include/python${wanted}`);
}

/** All headers in a folder, by path. Those in `internal` are CPython's own business, and not an extension's. */
function readHeaders(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true })) {
    const file = String(entry).replaceAll("\\", "/");
    if (!file.endsWith(".h") || file.startsWith("internal/") || file === "pyconfig.h") continue;
    files[file] = readFileSync(join(folder, file), "utf8");
  }
  return files;
}
