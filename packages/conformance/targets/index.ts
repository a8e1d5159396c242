/** The targets that the suites run on: every combination of language, flavour, ABI, modes and Python version. */

import type { Mode } from "@hpyjs/core";
import { createDebug } from "@hpyjs/debug";
import { createTrace } from "@hpyjs/trace";
import { fixtures } from "../fixtures/index.ts";
import type { Target } from "../src/index.ts";
import { cTarget } from "./c.ts";
import { cCPythonTarget } from "./c-cpython.ts";
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

const [oldest, newest] = ["3.12", "3.14"];
const bothModes = allModes.at(-1);

/**
 * Whether a combination is part of the routine; the others complete the matrix. Of the universal ABI it has every version,
 * and every mode on the newest; of the other ABIs, which share nearly all code with it, the oldest and the newest, and both
 * modes at once.
 */
function isRoutine(abi: Target["abi"], modes: Modes, python: string): boolean {
  if (abi === "universal") return modes === noModes || python === newest;
  return modes === noModes
    ? python === oldest || python === newest
    : modes === bothModes && python === newest;
}

/** All targets. */
export const targets: readonly Target[] = pythons.flatMap(({ python, gates }) => {
  const of = <A extends Target["abi"]>(abi: A, modes: Modes) => {
    return { abi, python, gates, modes, routine: isRoutine(abi, modes, python) };
  };
  return [
    ...allModes.map((modes) => typescriptTarget({ ...of("universal", modes), fixtures })),
    ...allModes.map((modes) => typescriptTarget({ ...of("hybrid", modes), fixtures })),
    typescriptTarget({ ...of("cpython", noModes), fixtures }),
    ...allModes.map((modes) => cTarget({ ...of("universal", modes), flavour: "linked" })),
    ...allModes.map((modes) => cTarget({ ...of("hybrid", modes), flavour: "linked" })),
    ...allModes.map((modes) => cTarget({ ...of("universal", modes), flavour: "sandboxed" })),
    cCPythonTarget({ python, gates, routine: isRoutine("cpython", noModes, python) }),
    // Nothing is between these extensions and the interpreter, as in an application that asks for no mode.
    typescriptTarget({ ...of("universal", noModes), fixtures, counted: false }),
    cTarget({ ...of("universal", noModes), flavour: "linked", counted: false }),
    cTarget({ ...of("hybrid", noModes), flavour: "linked", counted: false }),
    cTarget({ ...of("universal", noModes), flavour: "sandboxed", counted: false }),
    cTarget({
      ...of("universal", noModes),
      routine: python === newest,
      flavour: "sandboxed",
      counted: false,
      traps: "suspend",
    }),
  ];
});
