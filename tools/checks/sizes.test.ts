import { expect, it } from "vitest";
import { closure, overBudget, sizeTable } from "./sizes.ts";
import { root } from "./source-files.ts";

it("closure() finds what a package needs, and what that needs", () => {
  expect([...closure(`${root}packages/trace`).keys()].sort()).toEqual([
    "@hpyjs/core",
    "@hpyjs/extension",
    "@hpyjs/trace",
  ]);
  expect([...closure(`${root}packages/hpyjs`).keys()]).toContain("fflate");
});

const sizes = new Map([["core", { packed: 61_234, unpacked: 200_000, installed: 250_000 }]]);

it("overBudget() says what is too large, and by what measure", () => {
  expect(overBudget(sizes, { core: { packed: 61_234, installed: 250_000 } })).toEqual([]);
  expect(overBudget(sizes, { core: { packed: 60_000, installed: 240_000 } })).toEqual([
    "packages/core: 61234 bytes packed; the budget is 60000",
    "packages/core: 250000 bytes installed; the budget is 240000",
  ]);
  expect(overBudget(sizes, {})).toEqual(["packages/core: has no budget in tools/checks/sizes.ts"]);
});

it("sizeTable() has a line for each package", () => {
  expect(sizeTable(sizes)[1]).toMatch(/^core +61\.2 +200\.0 +250\.0$/);
});
