import { describe, expect, it } from "vitest";
import { goalLines, ratioTable } from "./print.ts";
import { flavourResults } from "./results.ts";

const row = (raw: number, linked: number, typescript: number, jsproxy: number) =>
  new Map(Object.entries({ raw, "universal-linked": linked, typescript, jsproxy }));

const results = flavourResults(
  new Map([
    ["nop", row(20, 16, 20, 200)],
    ["ident", row(20, 22, 30, 400)],
  ]),
);

describe("ratioTable()", () => {
  it("shows the times of raw, ratios to it, and the goals below", () => {
    expect(ratioTable(results, ["raw", "universal-linked", "typescript"])).toBe(
      [
        "                         universal-",
        "                raw, ns      linked  typescript",
        "--------------  -------  ----------  ----------",
        "nop                20.0        0.80        1.00",
        "ident              20.0        1.10        1.50",
        "--------------  -------  ----------  ----------",
        "geometric mean                 0.94        1.22",
        "  goal                         0.95        1.05",
        "worst                          1.10        1.50",
        "  goal                         1.15        1.30",
      ].join("\n"),
    );
  });
});

describe("goalLines()", () => {
  const lines = goalLines(
    results,
    {
      raw: { firstMs: 9, coldMs: 9, newMs: 9, warmMs: 9 },
      typescript: { firstMs: 9, coldMs: 4, newMs: 3, warmMs: 2 },
    },
    { ns: 50, stepsNs: 60, comfortableNs: 100, pyproxyNs: 250 },
  );

  it("tells what is reached, and where what is missed lies", () => {
    expect(lines).toEqual([
      "reached universal-linked: geometric mean 0.94 (goal 0.95); above 1.15: none",
      "missed  typescript: geometric mean 1.22 (goal 1.05); above 1.3: ident 1.50",
      "missed  TypeScript against JsProxy: 11.5 times faster (goal 12)",
      "reached a call from JavaScript against PyProxy: 5.0 times faster (goal 4)",
      "reached load of typescript: 4.00 ms cold, 2.00 ms warm (goals 5 and 2.5 ms)",
    ]);
  });
});
