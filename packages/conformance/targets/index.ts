/** The targets that the suites run on. */

import type { Target } from "../src/index.ts";
import { typescriptTarget } from "./typescript.ts";

/** All targets. Those of an alpha Python are an early warning: run when asked for, and never failing the run. */
export const targets: readonly Target[] = [
  ...["3.12", "3.13", "3.14"].flatMap((python) => [
    typescriptTarget("universal", python),
    typescriptTarget("cpython", python),
  ]),
  typescriptTarget("universal", "3.15", false),
  typescriptTarget("cpython", "3.15", false),
];
