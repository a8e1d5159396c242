/** Packs the packages as they are published. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package that is published, and its tarball. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  /** The tarball's path. */
  readonly tarball: string;
  /** The packages of the workspace that it depends on. */
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The published packages of a workspace: folder and manifest. */
export function published(workspace: string): readonly (readonly [folder: string, Manifest])[] {
  return readdirSync(join(workspace, "packages"))
    .map((name) => join(workspace, "packages", name))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => [folder, JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))] as const)
    .filter(([, manifest]) => manifest.private !== true);
}

/**
 * Packs every published package of a workspace, which must have been built. pnpm does it, because only pnpm puts versions
 * in the place of `workspace:^`.
 * @returns the packages in an order in which each comes after those that it depends on.
 */
export function packAll(workspace: string, outDir: string): readonly Packed[] {
  const packages = published(workspace).map(([folder, manifest]): Packed => {
    const { name, version, dependencies = {} } = manifest;
    const tarball = join(outDir, `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`);
    execFileSync("pnpm", ["pack", "--silent", "--pack-destination", outDir], {
      cwd: folder,
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (!existsSync(tarball)) throw new Error(`pnpm pack made no ${tarball}`);
    return { name, version, tarball, dependencies: Object.keys(dependencies) };
  });
  return inOrder(packages);
}

function inOrder(packages: readonly Packed[]): readonly Packed[] {
  const names = new Map(packages.map((one) => [one.name, one]));
  const ordered = new Set<Packed>();
  const visit = (one: Packed): void => {
    if (ordered.has(one)) return;
    for (const needed of one.dependencies) {
      const found = names.get(needed);
      if (found !== undefined) visit(found);
    }
    ordered.add(one);
  };
  for (const one of packages) visit(one);
  return [...ordered];
}
