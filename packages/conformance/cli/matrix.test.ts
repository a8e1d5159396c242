import { describe, expect, it } from "vitest";
import { impossible } from "../targets/impossible.ts";
import { type MatrixEntry, matrixLines } from "./matrix.ts";

const entry = (more: Partial<MatrixEntry["target"]>, passed: number, failed = 0): MatrixEntry => ({
  target: { language: "typescript", abi: "universal", modes: [], python: "3.14", ...more },
  passed,
  failed,
  functions: { covered: 186, total: 186 },
});

describe("matrixLines()", () => {
  const lines = matrixLines(
    [
      entry({}, 1500),
      entry({ language: "c", modes: ["trace", "debug"] }, 1100, 2),
      { ...entry({ language: "c", sandboxed: true, python: "3.12" }, 900), functions: null },
    ],
    ["3.12", "3.14"],
    impossible,
  );
  const row = (...words: string[]): string =>
    lines.find((line) => words.every((word) => line.includes(word))) ?? "";

  it("has a row for each combination, and tells what ran, what failed and what did not run", () => {
    expect(lines[0]).toMatch(/^extensions +ABI +mode +Python 3\.12 +Python 3\.14$/);
    expect(row("TypeScript", "universal", "release")).toMatch(/release +– +1500 186\/186$/);
    expect(row("C, linked", "universal", "trace+debug")).toMatch(/– +1100 passed, 2 FAILED 186\/186$/);
    expect(row("C, sandboxed", "universal", "release")).toMatch(/release +900 +–$/);
  });

  it("says of a combination that cannot exist that it cannot, and why", () => {
    expect(row("TypeScript", "cpython", "debug")).toContain("cannot exist (1)");
    expect(row("TypeScript", "cpython", "release")).not.toContain("cannot exist");
    expect(row("C, sandboxed", "hybrid")).toMatch(/any +cannot exist \(2\)/);
    expect(lines.filter((line) => line.startsWith("("))).toHaveLength(2);
    expect(lines.at(-1)).toContain("in the interpreter's memory");
  });
});
