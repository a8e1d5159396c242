/** A copy of the workspace to try things in: its files as they are, changed or not, in a git repository of their own. */

import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The copy; it is deleted at the end of a `using` block. */
export interface Copy extends Disposable {
  /** Its folder. */
  readonly folder: string;
}

/** What git says about a folder's files that differ from the last commit. */
export function treeStatus(workspace: string): string {
  return execFileSync("git", ["status", "--porcelain"], { cwd: workspace, encoding: "utf8" });
}

/**
 * Copies a workspace: what git knows or would add, the installed dependencies, and what was built.
 * @throws Error when it is no git repository.
 */
export function copyWorkspace(workspace: string): Copy {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "hpyjs-release-")));
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync("git", args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  const listed = git(workspace, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  const files = [...new Set(listed.split("\0"))].filter(
    (file) => file !== "" && existsSync(join(workspace, file)),
  );
  const copy = (path: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(workspace, path), join(folder, path), {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
    });
  };
  for (const file of files) copy(file);
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", "--all");
  const author = [
    "-c",
    "user.name=dry run",
    "-c",
    "user.email=dry-run@localhost",
    "-c",
    "commit.gpgsign=false",
  ];
  git(folder, ...author, "commit", "--quiet", "--no-verify", "--message=The workspace as it is.");

  // The links among packages lead into the copy, those to other packages to where they are installed.
  for (const path of globSync("{docs,examples/*,packages/*,tools}/node_modules", { cwd: workspace }))
    copy(path);
  symlinkSync(join(workspace, "node_modules"), join(folder, "node_modules"), "junction");
  for (const path of globSync("packages/*/{dist,.cache/tsconfig.tsbuildinfo}", { cwd: workspace }))
    copy(path);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
