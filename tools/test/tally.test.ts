import { expect, it } from "vitest";
import { closingLine, conformanceTally, none, sum, unitTally, withExit } from "./tally.ts";

const covered = { covered: 1, total: 1 };

it("closingLine() says what the runners counted together", () => {
  const unit = unitTally({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 0 });
  const conformance = conformanceTally({
    targets: {
      a: { passed: 10, failed: 0, skipped: 0, functions: covered, slots: covered },
      b: { passed: 20, failed: 2, skipped: 0, functions: covered, slots: covered },
    },
  });
  expect(closingLine(sum([unit, conformance]))).toBe("33 passed, 3 failed");
  expect(closingLine({ passed: 1, failed: 0, skipped: 2 })).toBe("1 passed, 0 failed, 2 skipped");
});

it("withExit() counts a runner that failed without a failed test as one failure", () => {
  expect(withExit({ ...none, passed: 5 }, true)).toEqual({ passed: 5, failed: 0, skipped: 0 });
  expect(withExit({ ...none, passed: 5 }, false)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  expect(withExit({ ...none, failed: 3 }, false)).toEqual({ passed: 0, failed: 3, skipped: 0 });
});
