/** The TypeScript sources of the workspace, as the checks read them. */

import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The root of the workspace. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** A source file: its path from the root of the workspace, with forward slashes, and its syntax tree. */
export interface SourceFile {
  readonly path: string;
  readonly tree: ts.SourceFile;
}

/** What a check found wrong, in words for the person who has to mend it; starts with `path:line` where there is one. */
export type Finding = string;

/** Parses `text` as the source file at `path`. */
export function parse(path: string, text: string): SourceFile {
  return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Reads every TypeScript file that one of the glob patterns names; patterns are relative to the root. */
export function readSources(...patterns: readonly string[]): readonly SourceFile[] {
  return globSync([...patterns], {
    cwd: root,
    exclude: (path) => /(^|[/\\])(node_modules|dist|\.cache)$/.test(path),
  })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => parse(path, readFileSync(root + path, "utf8")));
}

/** Whether the file holds tests: it lies beside a source as `*.test.ts`, or in a package's `test` folder. */
export function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || /^[^/]+\/[^/]+\/test\//.test(path);
}

/** `path:line` of a node, for the beginning of a finding. */
export function locate(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${file.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
