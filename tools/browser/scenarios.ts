/** Where the tests run: on a page or in a worker, under which content security policy, and what that leaves. */

import type { Evaluation } from "./pages/situation.ts";

/** One page load. */
export interface Scenario {
  readonly name: string;
  /** The npm packages with everything, or the wheels from Python alone. */
  readonly run: "wheel" | "whole";
  readonly where: "classic worker" | "module worker" | "page";
  readonly evaluation: Evaluation;
  /** The policy; none when left out. */
  readonly policy?: string;
  /** Whether the page loads the wheel's script itself. */
  readonly preload?: true;
}

/** The nonce of the pages that have one. */
export const nonce = "bm9uY2U";

/** Pyodide and our files come from the page's own server; nothing else may be loaded or run but WebAssembly. */
const strict =
  "default-src 'none'; connect-src 'self'; worker-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** All of them. */
export const scenarios: readonly Scenario[] = (["whole", "wheel"] as const).flatMap((run): Scenario[] => {
  const what = run === "whole" ? "the packages" : "the wheel";
  const workerNeedsPolicy = { evaluation: "none", policy: strict } as const;
  return [
    { name: `${what} on a page`, run, where: "page", evaluation: "eval" },
    { name: `${what} on a page without unsafe-eval`, run, where: "page", ...workerNeedsPolicy },
    {
      name: `${what} on a page without unsafe-eval, with a nonce`,
      run,
      where: "page",
      evaluation: "nonce",
      policy: `${strict} 'nonce-${nonce}'`,
    },
    ...(run === "whole"
      ? []
      : [
          {
            name: `${what} on a page without unsafe-eval that loads its script`,
            run,
            where: "page",
            ...workerNeedsPolicy,
            preload: true,
          } as const,
        ]),
    { name: `${what} in a module worker`, run, where: "module worker", evaluation: "eval" },
    {
      name: `${what} in a module worker without unsafe-eval`,
      run,
      where: "module worker",
      ...workerNeedsPolicy,
    },
    {
      name: `${what} in a classic worker without unsafe-eval, with blob:`,
      run,
      where: "classic worker",
      evaluation: "blob",
      policy: `${strict} blob:`,
    },
  ];
});
