/**
 * Whether a test leaves something behind each time it runs.
 *
 * A first run fills caches: inline caches, free lists, interned names, the extension's own cached strings. So the
 * body runs twice more before anything is counted; from then on a repetition may not add anything. The numbers of
 * an interpreter are not perfectly still, though: a dictionary grows now and then, a free list takes a block. What
 * leaks, leaks at least one of something in every repetition; what is noise, does not. Hence the rule: after `n`
 * repetitions a quantity may have grown by less than `n` (of bytes: by less than `n` of the smallest allocations).
 * A quantity that has not kept to this over a few repetitions is given many more to settle in, twice, since what a
 * dictionary grows by once in a long while may be much; the test fails if there was growth each time.
 *
 * Handles and references may not shrink either: that is closing what belongs to somebody else.
 */

import type { Measure } from "./workbench.ts";

const warmUp = 2;
const quick = 3;
const thorough = 12;

/** The bytes that an allocator spends on the smallest allocation, its own header included. */
const smallestAllocation = 16;

/**
 * Repeats a body and tells what drifted, or `""`.
 * @param repeat runs the body once more; returns what went wrong, or `""`.
 * @param measure counts what is alive.
 */
export async function findDrift(repeat: () => Promise<string>, measure: () => Measure): Promise<string> {
  const rounds = async (count: number): Promise<string> => {
    for (let round = 0; round < count; round++) {
      const failure = await repeat();
      if (failure !== "") return `fails when it is repeated:\n${failure}`;
      // It collects garbage: what dies with it may be let go of a little later, so it must not pile up.
      measure();
    }
    return "";
  };
  let failure = await rounds(warmUp);
  let suspects: readonly string[] = [];
  for (const count of [quick, thorough, thorough]) {
    if (failure !== "") return failure;
    const before = measure();
    failure = await rounds(count);
    suspects = drifts(before, measure(), count);
    if (suspects.length === 0) return failure;
  }
  return failure === "" ? `leaves something behind in each repetition: ${suspects.join(", ")}` : failure;
}

/** The quantities that drifted in `rounds` repetitions, in words. */
export function drifts(before: Measure, after: Measure, rounds: number): readonly string[] {
  const found: string[] = [];
  const grows = (what: string, change: number, unit: number): boolean => {
    const grown = change >= rounds * unit;
    if (grown) found.push(`+${(change / rounds).toFixed(1)} ${what}`);
    return grown;
  };
  const changes = (what: string, change: number): void => {
    if (!grows(what, change, 1) && change <= -rounds) found.push(`${(change / rounds).toFixed(1)} ${what}`);
  };
  grows("allocated blocks", after.blocks - before.blocks, 1);
  grows("allocated bytes", after.bytes - before.bytes, smallestAllocation);
  changes("open handles", after.handles - before.handles);
  for (const [name, count] of Object.entries(after.references)) {
    changes(`references to ${name}`, count - (before.references[name] ?? count));
  }
  return found;
}
