/**
 * The matrix: what came of each combination of language, flavour, ABI, modes and Python, as a table. A combination that
 * cannot exist says so; one that was not run is a dash.
 */

import type { Target } from "../src/index.ts";
import type { Impossible } from "../targets/impossible.ts";

/** What the matrix shows of one target. */
export interface MatrixEntry {
  /** The target. */
  readonly target: Pick<Target, "language" | "sandboxed" | "abi" | "modes" | "python">;
  /** How many tests passed. */
  readonly passed: number;
  /** How many failed. */
  readonly failed: number;
  /** The functions that were covered, and how many there are; `null` where the target cannot tell. */
  readonly functions: { readonly covered: number; readonly total: number } | null;
}

const allModes = ["", "trace", "debug", "trace+debug"];

/** The rows' beginnings, in the table's order. */
const kinds = (
  [
    ["TypeScript", "typescript", false],
    ["C, linked", "c", false],
    ["C, sandboxed", "c", true],
  ] as const
).flatMap(([name, language, sandboxed]) =>
  (["universal", "hybrid", "cpython"] as const).map((abi) => ({ name, language, sandboxed, abi })),
);

type Kind = (typeof kinds)[number];

function isOf({ target }: MatrixEntry, { language, sandboxed, abi }: Kind, modes: string): boolean {
  const same =
    target.language === language && (target.sandboxed ?? false) === sandboxed && target.abi === abi;
  return same && target.modes.join("+") === modes;
}

function cell(entry: MatrixEntry | undefined): string {
  if (entry === undefined) return "–";
  const { failed, functions, passed } = entry;
  const covered = functions === null ? "" : ` ${functions.covered}/${functions.total}`;
  return `${failed > 0 ? `${passed} passed, ${failed} FAILED` : `${passed}`}${covered}`;
}

/** The table, a line each: tests that passed or failed, and functions covered. */
export function matrixLines(
  entries: readonly MatrixEntry[],
  pythons: readonly string[],
  impossible: readonly Impossible[],
): string[] {
  const rows: string[][] = [["extensions", "ABI", "mode", ...pythons.map((python) => `Python ${python}`)]];
  const reasons: string[] = [];
  for (const kind of kinds) {
    const ruledOut = impossible.find(
      ({ language, sandboxed, abi }) =>
        language === kind.language && sandboxed === kind.sandboxed && abi === kind.abi,
    );
    if (ruledOut !== undefined && !reasons.includes(ruledOut.reason)) reasons.push(ruledOut.reason);
    const note = ruledOut === undefined ? "" : `cannot exist (${reasons.indexOf(ruledOut.reason) + 1})`;
    for (const modes of allModes) {
      if (ruledOut?.modes === "all" && modes !== "") continue;
      const isRuledOut = ruledOut !== undefined && (ruledOut.modes === "all" || modes !== "");
      const cells = pythons.map((python) =>
        isRuledOut
          ? note
          : cell(entries.find((one) => one.target.python === python && isOf(one, kind, modes))),
      );
      const mode = ruledOut?.modes === "all" ? "any" : modes || "release";
      rows.push([kind.name, kind.abi, mode, ...cells]);
    }
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const table = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...table, ...reasons.map((reason, index) => `(${index + 1}) ${reason}`)];
}
