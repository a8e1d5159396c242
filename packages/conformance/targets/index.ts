/** The targets that the suites run on: every combination of language, flavour, ABI, modes and Python version. */

import type { Mode } from "@hpyjs/core";
import { createDebug } from "@hpyjs/debug";
import { createTrace } from "@hpyjs/trace";
import { fixtures } from "../fixtures/index.ts";
import type { Target } from "../src/index.ts";
import { cTarget } from "./c.ts";
import { typescriptTarget } from "./typescript.ts";

const trace = (): Mode => createTrace().mode;

/** Copies of raw data that outlive their handles would be taken for leaks. */
const debug = (): Mode => createDebug({ onViolation: "throw", rawDataBytes: 0 }).mode;

type Modes = Readonly<Record<string, () => Mode>>;

const noModes: Modes = {};
const allModes: readonly Modes[] = [noModes, { trace }, { debug }, { trace, debug }];

const pythons = [
  { python: "3.12", gates: true },
  { python: "3.13", gates: true },
  { python: "3.14", gates: true },
  // An alpha is an early warning: run when it is asked for, never failing the run.
  { python: "3.15", gates: false },
];

/** The version on which the routine has all modes; on the others modes are part of the whole matrix alone. */
const newest = "3.14";

/** All targets. */
export const targets: readonly Target[] = pythons.flatMap(({ python, gates }) => {
  const ofMode = (modes: Modes) => {
    const isPlain = modes === noModes;
    return { python, gates, modes, routine: isPlain || python === newest };
  };
  return [
    ...allModes.map((modes) => typescriptTarget({ ...ofMode(modes), abi: "universal", fixtures })),
    ...allModes.map((modes) => typescriptTarget({ ...ofMode(modes), abi: "hybrid", fixtures })),
    typescriptTarget({ ...ofMode(noModes), abi: "cpython", fixtures }),
    ...allModes.map((modes) => cTarget({ ...ofMode(modes), abi: "universal", flavour: "linked" })),
    ...allModes.map((modes) => cTarget({ ...ofMode(modes), abi: "hybrid", flavour: "linked" })),
    ...allModes.map((modes) => cTarget({ ...ofMode(modes), abi: "universal", flavour: "sandboxed" })),
    // Nothing is between these extensions and the interpreter, as in an application that asks for no mode.
    cTarget({ ...ofMode(noModes), abi: "universal", flavour: "linked", counted: false }),
    cTarget({ ...ofMode(noModes), abi: "hybrid", flavour: "linked", counted: false }),
  ];
});
