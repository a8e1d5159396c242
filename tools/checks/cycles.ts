/**
 * No cycles between files, type imports included. Files form a graph by their relative imports; a group in which
 * every file reaches every other is a cycle, and is reported once, as the shortest way round.
 */

import { posix } from "node:path";
import { importsOf } from "./imports.ts";
import type { Finding, SourceFile } from "./source-files.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

/** Checks the relative imports among `files`. */
export function checkCycles(files: readonly SourceFile[]): readonly Finding[] {
  const graph = graphOf(files);
  const reported = new Set<string>();
  const findings: Finding[] = [];
  for (const start of graph.keys()) {
    if (reported.has(start)) continue;
    const cycle = shortestWayRound(graph, start);
    if (cycle === undefined) continue;
    for (const path of cycle) reported.add(path);
    findings.push(`${start}: a cycle of imports: ${cycle.join(" → ")}`);
  }
  return findings;
}

function graphOf(files: readonly SourceFile[]): Graph {
  return new Map(
    files.map((file) => {
      const relative = importsOf(file).filter(({ specifier }) => specifier.startsWith("."));
      return [file.path, relative.map(({ specifier }) => posix.join(posix.dirname(file.path), specifier))];
    }),
  );
}

/** Breadth first from `start` until an import leads back to it. */
function shortestWayRound(graph: Graph, start: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const path of queue) {
    for (const next of graph.get(path) ?? []) {
      if (next === start) return [...wayTo(path, start, cameFrom), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, path);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(path: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [path];
  for (let at = path; at !== start; ) {
    at = cameFrom.get(at) ?? start;
    way.unshift(at);
  }
  return way;
}
