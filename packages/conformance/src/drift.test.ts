import { describe, expect, it } from "vitest";
import { drifts, findDrift } from "./drift.ts";
import type { Measure } from "./workbench.ts";

const still: Measure = { blocks: 100, bytes: 5000, handles: 0, references: { mod: 5 } };

describe("drifts()", () => {
  it("overlooks less than one of something in each round", () => {
    expect(drifts(still, { ...still, blocks: 102, bytes: 5047 }, 3)).toEqual([]);
  });

  it("names what grew, and by how much in each round", () => {
    const after: Measure = { blocks: 106, bytes: 5048, handles: 3, references: { mod: 8 } };
    expect(drifts(still, after, 3)).toEqual([
      "+2.0 allocated blocks",
      "+16.0 allocated bytes",
      "+1.0 open handles",
      "+1.0 references to mod",
    ]);
  });

  it("does not let handles and references shrink; blocks may", () => {
    const after: Measure = { blocks: 90, bytes: 4000, handles: -3, references: { mod: 2 } };
    expect(drifts(still, after, 3)).toEqual(["-1.0 open handles", "-1.0 references to mod"]);
  });
});

describe("findDrift()", () => {
  const watch = (blocksAfter: (runs: number) => number): Promise<string> => {
    let runs = 0;
    return findDrift(
      () => {
        runs++;
        return Promise.resolve("");
      },
      () => ({ ...still, blocks: blocksAfter(runs) }),
    );
  };

  it("finds a leak of one block in each repetition", async () => {
    expect(await watch((runs) => runs)).toBe(
      "leaves something behind in each repetition: +1.0 allocated blocks",
    );
  });

  it("gives a cache time to fill", async () => {
    expect(await watch((runs) => Math.min(runs, 10))).toBe("");
  });

  it("overlooks what grows by much, but rarely", async () => {
    expect(await watch((runs) => (runs < 5 ? 0 : runs < 10 ? 100 : 200))).toBe("");
  });

  it("reports a repetition that fails", async () => {
    const failing = findDrift(
      () => Promise.resolve("AssertionError"),
      () => still,
    );
    expect(await failing).toBe("fails when it is repeated:\nAssertionError");
  });
});
