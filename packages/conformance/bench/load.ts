/** What loading a small extension costs. */

import type { Clock } from "./clock.ts";
import { flavours, type Surroundings } from "./flavours.ts";
import type { LoadResult } from "./results.ts";
import { AbsentError } from "./sources.ts";

/**
 * Loads the bench's own extension again and again: 18 functions and 3 types. The first module makes the context, too;
 * then come modules that were never seen before, and such whose bytes were compiled already. The best of each counts.
 */
export function measureLoad(
  around: Surroundings,
  { now }: Clock,
  times: number,
): Readonly<Record<string, LoadResult>> {
  const results: Record<string, LoadResult> = {};
  for (const [name, flavour] of Object.entries(flavours)) {
    if ("absent" in flavour || flavour.loader === undefined || name === "raw-fastest") continue;
    try {
      const load = flavour.loader(around);
      const timed = (fresh: boolean): number => {
        const start = now();
        const module = load(fresh);
        const took = now() - start;
        module.destroy();
        return took / 1e6;
      };
      const best = (fresh: boolean): number => Math.min(...Array.from({ length: times }, () => timed(fresh)));
      results[name] = { firstMs: timed(true), coldMs: best(true), warmMs: best(false) };
    } catch (error) {
      if (!(error instanceof AbsentError)) throw error;
    }
  }
  return results;
}
