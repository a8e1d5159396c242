/** What loading a small extension costs: the bench's own, with 18 functions and 3 types. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Flavour, flavours, type Surroundings } from "./flavours.ts";
import type { LoadResult } from "./results.ts";
import { AbsentError } from "./sources.ts";

const program = fileURLToPath(new URL("./load-process.ts", import.meta.url));

/**
 * Loads each flavour in processes of its own, in which nothing is warm; the best of them counts.
 * @param wanted the flavours' names; left out, all.
 */
export function measureLoad(
  around: Surroundings,
  python: string,
  processes: number,
  wanted: readonly string[] | undefined,
): Readonly<Record<string, LoadResult>> {
  const folder = mkdtempSync(join(tmpdir(), "hpyjs-bench-"));
  const results: Record<string, LoadResult> = {};
  try {
    for (const [name, flavour] of Object.entries(flavours)) {
      if ("absent" in flavour || flavour.loader === undefined || name === "raw-fastest") continue;
      if (wanted !== undefined && !wanted.includes(name) && name !== "raw") continue;
      const file = writeCompiled(flavour, around, folder);
      if (file === "absent") continue;
      const found = Array.from({ length: processes }, () => loadOnce(python, name, file));
      results[name] = best(found);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return results;
}

/** Writes the extension of a flavour into a folder. @returns the file; `null` for a flavour that has none. */
function writeCompiled(flavour: Flavour, around: Surroundings, folder: string): string | "absent" | null {
  if (flavour.compiled === undefined) return null;
  try {
    const { path, bytes } = flavour.compiled(around);
    const file = join(folder, path);
    writeFileSync(file, bytes);
    return file;
  } catch (error) {
    if (error instanceof AbsentError) return "absent";
    throw error;
  }
}

function loadOnce(python: string, name: string, file: string | null): LoadResult {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, python, name, ...(file === null ? [] : [file])],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`Loading ${name} in a process of its own failed:\n${stderr}`);
  return JSON.parse(stdout) as LoadResult;
}

function best(results: readonly LoadResult[]): LoadResult {
  const least = (key: keyof LoadResult): number => Math.min(...results.map((result) => result[key]));
  return {
    firstMs: least("firstMs"),
    coldMs: least("coldMs"),
    newMs: least("newMs"),
    warmMs: least("warmMs"),
  };
}
