/** What the tests exercised, out of what a target offers. */

import { type ApiFunctionName, type SlotName, spec } from "@hpyjs/core";
import { offered, type Target } from "./target.ts";

/** How much of one kind of thing was exercised. */
export interface Share {
  /** How many were exercised. */
  readonly covered: number;
  /** How many there are. */
  readonly total: number;
  /** The names of those that were not. */
  readonly missing: readonly string[];
}

/** The coverage of a target. */
export interface Coverage {
  /** The functions that the target offers. */
  readonly functions: Share;
  /** The slots of types and modules. */
  readonly slots: Share;
}

/**
 * Computes coverage from the spec.
 * @param target says what its ABI leaves out.
 * @param functions the functions that were exercised.
 * @param slots the slots that were exercised.
 * @param families counts the functions of these families only, and no slots; left out, everything.
 */
export function coverageOf(
  target: Pick<Target, "withheld">,
  functions: ReadonlySet<ApiFunctionName>,
  slots: ReadonlySet<SlotName>,
  families?: readonly string[],
): Coverage {
  const rows = offered(target).filter(
    (row) => families === undefined || families.some((family) => spec.families[family]?.includes(row)),
  );
  return {
    functions: share(
      rows.map(({ member }) => member),
      functions,
    ),
    slots: share(families === undefined ? spec.slots.map(({ name }) => name) : [], slots),
  };
}

function share(all: readonly string[], exercised: ReadonlySet<string>): Share {
  const missing = all.filter((name) => !exercised.has(name));
  return { covered: all.length - missing.length, total: all.length, missing };
}
