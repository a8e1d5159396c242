/** What the CPython ABI leaves out of the context. */

import { type Omissions, omissionsFor } from "@hpyjs/core";

/** The functions of the context that the CPython ABI does not offer to extensions in TypeScript, with the reasons. */
export const cpythonOmissions: Omissions = omissionsFor({
  legacy: "it converts to and from CPython's PyObject *, which only an extension in C has",
  internal: "only the trampolines that upstream's C headers make for CPython call it",
});
