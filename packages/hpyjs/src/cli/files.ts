/** Files as the command reads and writes them, with errors that name them. */

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { CliError } from "./errors.ts";

/** The content of a file. @throws CliError when it cannot be read. */
export function readBytes(path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (thrown) {
    throw new CliError(`cannot read ${path}: ${reason(thrown)}`);
  }
}

/** The text of a file. @throws CliError when it cannot be read. */
export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}

/** Writes a file, and the folders that lead to it. @throws CliError when it cannot be written. */
export function writeFile(path: string, content: Uint8Array | string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (thrown) {
    throw new CliError(`cannot write ${path}: ${reason(thrown)}`);
  }
}

/** Whether there is a folder at a path. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** All files below a folder, as paths relative to it with `/`, in order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => slashes(relative(folder, join(entry.parentPath, entry.name))))
    .sort();
}

/** A path with `/` between its parts. */
export function slashes(path: string): string {
  return path.split(sep).join("/");
}

/** The folder that all paths lie in. */
export function commonFolder(paths: readonly string[]): string {
  let folder = resolve(paths[0] ?? ".");
  const isInside = (path: string): boolean => {
    const inner = relative(folder, resolve(path));
    return !inner.startsWith("..") && !isAbsolute(inner);
  };
  while (!paths.every(isInside)) folder = dirname(folder);
  return folder;
}

/** A number of bytes for people. */
export function byteCount(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function reason(thrown: unknown): string {
  const code = thrown instanceof Error ? Reflect.get(thrown, "code") : undefined;
  const known: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EISDIR: "it is a folder",
    EACCES: "permission denied",
    ENOTDIR: "a part of the path is not a folder",
  };
  return known[String(code)] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}
