/** What an ABI leaves out of the context, and why. */

import type { ApiFunctionName } from "./generated/names.ts";
import { functions } from "./spec/index.ts";
import type { Availability } from "./spec/row.ts";

/** Functions of the context that an ABI does not offer, each with the reason. */
export type Omissions = ReadonlyMap<ApiFunctionName, string>;

/**
 * The functions that not every ABI offers, with the reasons why one ABI leaves them out. They keep their places in
 * the context, so that indices are the same in every ABI.
 * @param reasons the reason for each kind of function that the ABI leaves out.
 */
export function omissionsFor(
  reasons: Readonly<Partial<Record<Exclude<Availability, "all">, string>>>,
): Omissions {
  const omitted = new Map<ApiFunctionName, string>();
  for (const { member, abi } of functions) {
    const reason = abi === "all" ? undefined : reasons[abi];
    if (reason !== undefined) omitted.set(member as ApiFunctionName, reason);
  }
  return omitted;
}
