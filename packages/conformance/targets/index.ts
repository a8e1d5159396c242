/** The targets that the suites run on. */

import type { Mode } from "@hpyjs/core";
import { createDebug } from "@hpyjs/debug";
import { createTrace } from "@hpyjs/trace";
import { fixtures } from "../fixtures/index.ts";
import type { Target } from "../src/index.ts";
import { cTarget } from "./c.ts";
import { typescriptTarget } from "./typescript.ts";

const pythons = [
  { python: "3.12", gates: true },
  { python: "3.13", gates: true },
  { python: "3.14", gates: true },
  // An alpha is an early warning: run when it is asked for, never failing the run.
  { python: "3.15", gates: false },
];

const trace = (): Mode => createTrace().mode;

/** Copies of raw data that outlive their handles would be taken for leaks. */
const debug = (): Mode => createDebug({ onViolation: "throw", rawDataBytes: 0 }).mode;

/** The version on which more combinations of modes are run. */
const newest = "3.14";

/** All targets. */
export const targets: readonly Target[] = pythons.flatMap(({ python, gates }) => [
  typescriptTarget({ abi: "universal", python, fixtures, gates }),
  typescriptTarget({ abi: "cpython", python, fixtures, gates }),
  typescriptTarget({ abi: "universal", python, fixtures, gates, modes: { trace } }),
  typescriptTarget({ abi: "universal", python, fixtures, gates, modes: { debug } }),
  cTarget({ flavour: "linked", python, gates }),
  cTarget({ flavour: "sandboxed", python, gates }),
  ...(python === newest
    ? [
        typescriptTarget({ abi: "universal", python, fixtures, gates, modes: { trace, debug } }),
        ...(["linked", "sandboxed"] as const).flatMap((flavour) => [
          cTarget({ flavour, python, gates, modes: { trace } }),
          cTarget({ flavour, python, gates, modes: { debug } }),
          cTarget({ flavour, python, gates, modes: { trace, debug } }),
        ]),
      ]
    : []),
]);
