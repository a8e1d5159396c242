/** What the universal ABI leaves out of the context. */

import { type Omissions, omissionsFor } from "@hpyjs/core";

/** The functions of the context that the universal ABI does not offer, each with the reason. */
export const universalOmissions: Omissions = omissionsFor({
  legacy:
    "it converts to and from CPython's PyObject *, which a universal extension does not have: the hybrid ABI does",
  internal: "only the trampolines that upstream's C headers make for CPython call it",
});
