/** The files that are compiled: the sources that the command line names, and what they include. */

import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { CliError } from "./errors.ts";
import { commonFolder, readText, slashes } from "./files.ts";

/** A file for the compiler. */
export interface CompilerFile {
  /** Its path, relative to the base. */
  readonly file: string;
  /** Its text. */
  readonly text: string;
}

/** All that one run of the compiler reads of a project. */
export interface SourceFiles {
  /** The sources, in the order of the command line. */
  readonly sources: readonly CompilerFile[];
  /** What they include, and what that includes. */
  readonly headers: readonly CompilerFile[];
  /** The folders that are searched for headers. */
  readonly includeDirs: readonly string[];
}

const sourceEnding = /\.(c|cc|cpp|cxx|c\+\+|C)$/;

const includePattern = /^[ \t]*#[ \t]*include(?:_next)?[ \t]*(["<])([^">\n]+)[">]/gm;

/** The folders that `-Ifolder` and `-I folder` among clang's arguments name, and the arguments that are left. */
export function takeIncludeFlags(flags: readonly string[]): {
  readonly folders: readonly string[];
  readonly rest: readonly string[];
} {
  const folders: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < flags.length; at++) {
    const flag = flags[at] ?? "";
    const next = flags[at + 1];
    if (flag === "-I" && next !== undefined) {
      folders.push(next);
      at++;
    } else if (flag.startsWith("-I") && flag !== "-I") folders.push(flag.slice(2));
    else rest.push(flag);
  }
  return { folders, rest };
}

/**
 * Reads sources, and what they include by a name that is written out. The compiler sees no other file of the machine.
 * Paths are relative to the working folder where it holds all of them, so that diagnostics name files as the user does.
 * @throws CliError when a source cannot be read, or is none. What cannot be found is clang's to tell.
 */
export function readSources(paths: readonly string[], include: readonly string[]): SourceFiles {
  const stranger = paths.find((path) => existsSync(path) && !sourceEnding.test(path));
  if (stranger !== undefined) {
    throw new CliError(`${stranger} is no source in C (.c) or C++ (.cc, .cpp, .cxx, .c++)`);
  }
  const texts = new Map<string, string>();
  const searched = include.map((folder) => resolve(folder));
  const read = (path: string, text: string): void => {
    texts.set(path, text);
    for (const [, quote, name = ""] of text.matchAll(includePattern)) {
      const folders = quote === '"' ? [dirname(path), ...searched] : searched;
      const found = folders.map((folder) => join(folder, name)).find(isFile);
      if (found !== undefined && !texts.has(found)) read(found, readText(found));
    }
  };
  const sources = paths.map((path) => resolve(path));
  for (const [index, path] of sources.entries()) read(path, readText(paths[index] ?? path));
  const base = baseOf([...texts.keys(), ...searched]);
  const inside = (path: string): string => slashes(relative(base, path));
  const file = (path: string): CompilerFile => ({ file: inside(path), text: texts.get(path) ?? "" });
  return {
    sources: sources.map(file),
    headers: [...texts.keys()].filter((path) => !sources.includes(path)).map(file),
    includeDirs: searched.map((folder) => inside(folder) || "."),
  };
}

/** The folder that paths are told relative to. The compiler keeps the names `usr` and `hpy` for itself. */
function baseOf(paths: readonly string[]): string {
  const here = process.cwd();
  const isTellable = (path: string): boolean => {
    const inner = relative(here, path);
    return !isAbsolute(inner) && !/^(\.\.|usr|hpy)([\\/]|$)/.test(inner);
  };
  return paths.every(isTellable) ? here : commonFolder(paths.map((path) => dirname(path)));
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
