/** What the hybrid ABI leaves out of the context. */

import { type Omissions, omissionsFor } from "@hpyjs/core";

/** The functions of the context that the hybrid ABI does not offer, each with the reason. */
export const hybridOmissions: Omissions = omissionsFor({
  internal: "only the trampolines that upstream's C headers make for CPython call it",
});
