/**
 * What a package costs whoever installs it: the tarball, what that unpacks to, and the same with everything that npm
 * installs along with it. Each has a budget. Optional peers are not counted: nobody gets them without asking.
 */

import { execFileSync } from "node:child_process";
import { globSync, readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Finding, root } from "./source-files.ts";

/** A package's sizes, in bytes. */
export interface Sizes {
  /** The tarball. */
  readonly packed: number;
  /** Its content. */
  readonly unpacked: number;
  /** Its content, and that of all packages that it needs. */
  readonly installed: number;
}

/** What of a package is limited. */
export type Budget = Pick<Sizes, "installed" | "packed">;

/**
 * The budgets, by folder. Every page that runs an extension loads the core; a compiler is a hundred megabytes. The
 * bridge and the universal ABI carry the code that writes WebAssembly for a context and links extensions with it, so
 * that no JavaScript runs between Python and C; the universal ABI has that twice, for the sandbox keeps a boundary in
 * JavaScript for whatever is out of the ordinary, and follows the handles in an extension's code.
 */
const budgets: Readonly<Record<string, Budget>> = {
  "abi-hybrid": { packed: 10_000, installed: 900_000 },
  "abi-universal": { packed: 155_000, installed: 900_000 },
  conformance: { packed: 150_000, installed: 900_000 },
  core: { packed: 60_000, installed: 260_000 },
  "cpython-bridge": { packed: 110_000, installed: 750_000 },
  debug: { packed: 50_000, installed: 950_000 },
  devel: { packed: 460_000, installed: 125_000_000 },
  extension: { packed: 120_000, installed: 700_000 },
  hpyjs: { packed: 50_000, installed: 2_900_000 },
  trace: { packed: 25_000, installed: 800_000 },
  wasm: { packed: 10_000, installed: 280_000 },
};

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The folders of a package and of everything that it needs, by name: what npm would install. */
export function closure(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (at: string): void => {
    const { name, dependencies = {} } = JSON.parse(
      readFileSync(join(at, "package.json"), "utf8"),
    ) as Manifest;
    if (found.has(name)) return;
    found.set(name, at);
    for (const needed of Object.keys(dependencies)) visit(folderOf(needed, at));
  };
  visit(folder);
  return found;
}

/** Where a dependency is installed: looked for as Node does, but its `exports` may hide its package.json. */
function folderOf(name: string, from: string): string {
  const places = createRequire(join(from, "package.json")).resolve.paths(name) ?? [];
  const place = places.find((folder) =>
    statSync(join(folder, name, "package.json"), { throwIfNoEntry: false }),
  );
  if (place === undefined) throw new Error(`${name}, which ${from} needs, is not installed`);
  return realpathSync(join(place, name));
}

/** Measures packages by their folders' names; they must have been built. */
export function measure(folders: readonly string[]): ReadonlyMap<string, Sizes> {
  const packs = new Map<string, { size: number; unpackedSize: number }>();
  const pack = (folder: string): { size: number; unpackedSize: number } => {
    let result = packs.get(folder);
    if (result === undefined) {
      const args = ["pack", "--dry-run", "--ignore-scripts", "--json", "--loglevel=silent"];
      const shell = process.platform === "win32";
      [result] = JSON.parse(execFileSync("npm", args, { cwd: folder, encoding: "utf8", shell }));
      if (result === undefined) throw new Error(`npm packs nothing in ${folder}`);
      packs.set(folder, result);
    }
    return result;
  };
  const own = join(root, "packages");
  const sizeOf = (folder: string): number =>
    folder.startsWith(own) ? pack(folder).unpackedSize : onDisk(folder);
  return new Map(
    folders.map((name) => {
      const folder = join(own, name);
      const { size, unpackedSize } = pack(folder);
      const installed = [...closure(folder).values()].reduce((sum, each) => sum + sizeOf(each), 0);
      return [name, { packed: size, unpacked: unpackedSize, installed }];
    }),
  );
}

function onDisk(folder: string): number {
  return globSync("**/*", { cwd: folder, exclude: ["node_modules"] }).reduce((sum, file) => {
    const status = statSync(join(folder, file));
    return sum + (status.isFile() ? status.size : 0);
  }, 0);
}

/** What is over its budget. */
export function overBudget(
  sizes: ReadonlyMap<string, Sizes>,
  limits: Readonly<Record<string, Budget>> = budgets,
): readonly Finding[] {
  return [...sizes].flatMap(([folder, size]) => {
    const budget = limits[folder];
    if (budget === undefined) return [`packages/${folder}: has no budget in tools/checks/sizes.ts`];
    return (["packed", "installed"] as const)
      .filter((kind) => size[kind] > budget[kind])
      .map((kind) => `packages/${folder}: ${size[kind]} bytes ${kind}; the budget is ${budget[kind]}`);
  });
}

/** The sizes as a table. */
export function sizeTable(sizes: ReadonlyMap<string, Sizes>): readonly string[] {
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1).padStart(11);
  return [
    `${"kB".padEnd(16)}${["packed", "unpacked", "installed"].map((title) => title.padStart(11)).join("")}`,
    ...[...sizes].map(
      ([folder, { packed, unpacked, installed }]) =>
        folder.padEnd(16) + kilobytes(packed) + kilobytes(unpacked) + kilobytes(installed),
    ),
  ];
}
