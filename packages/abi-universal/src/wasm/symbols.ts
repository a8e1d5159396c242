/** The names by which an extension is found in a file: the symbols that `HPy_MODINIT` exports, and the file's tag. */

import type { AbiVersion } from "@hpyjs/core";

/** The four symbols of one module. */
export interface ModuleSymbols {
  /** `uint32_t ()`: the major version of the ABI that the module was compiled for. */
  readonly major: string;
  /** `uint32_t ()`: the minor version. */
  readonly minor: string;
  /** `void (HPyContext *)`: gives the module the context for what is called without one. */
  readonly setContext: string;
  /** `HPyModuleDef *()`: the module's definition. */
  readonly init: string;
}

const initPrefix = "HPyInit_";

/** The longest part of a module's name that symbols carry, in characters. */
const longestName = 200;

/** The symbols of the module with this name in Python; of a dotted name the last part counts. */
export function moduleSymbols(name: string): ModuleSymbols {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const short = last.replaceAll("-", "_").slice(0, longestName);
  return {
    major: `get_required_hpy_major_version_${short}`,
    minor: `get_required_hpy_minor_version_${short}`,
    setContext: `HPyInitGlobalContext_${short}`,
    init: `${initPrefix}${short}`,
  };
}

/** The names of the modules in a file, by the symbols that it exports. */
export function moduleNames(exported: Iterable<string>): string[] {
  return [...exported]
    .filter((name) => name.startsWith(initPrefix))
    .map((name) => name.slice(initPrefix.length));
}

/** The major version in a file name's tag: `name.hpy0.wasm`, `name.hpy0-cp314.wasm`; `null` when there is no tag. */
export function taggedVersion(path: string): number | null {
  const file = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const digits = /\.hpy(\d+)/.exec(file)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 10);
}

/** What is wrong with a file name's tag, in upstream's words; `null` when nothing is. */
export function tagProblem(name: string, path: string, { major, minor }: AbiVersion): string | null {
  const tagged = taggedVersion(path);
  if (tagged === null) {
    return (
      `HPy extension module '${name}' at path '${path}': could not find HPy ABI tag encoded in the filename. ` +
      `The extension claims to be compiled with HPy ABI version: ${major}.${minor}.`
    );
  }
  if (tagged === major) return null;
  return (
    `HPy extension module '${name}' at path '${path}': mismatch between the HPy ABI tag encoded in the filename and ` +
    `the major version requested by the HPy extension itself. Major version tag parsed from filename: ${tagged}. ` +
    `Requested version: ${major}.${minor}.`
  );
}
