import { expect, it } from "vitest";
import { whySkipped } from "./run-test.ts";
import { suite, test } from "./suite.ts";
import type { Language, Target } from "./target.ts";

function target(language: Language, python = "3.14"): Target {
  return {
    name: `${language}-${python}`,
    python,
    language,
    abi: "universal",
    modes: [],
    withheld: new Map(),
    gates: true,
    routine: true,
    open: () => Promise.reject(new Error("no test needs an interpreter")),
  };
}

it("whySkipped() tells tests for other languages, by the suite or by the test", () => {
  const plain = test("plain", "pass");
  const own = test("own", "pass", { languages: ["typescript"] });
  const all = suite("all", [plain, own]);
  const some = suite("some", [plain, own], { languages: ["c"] });
  expect(whySkipped(target("c"), all, plain)).toBeNull();
  expect(whySkipped(target("typescript"), all, own)).toBeNull();
  expect(whySkipped(target("c"), all, own)).toBe("for extensions in typescript only");
  expect(whySkipped(target("typescript"), some, plain)).toBe("for extensions in c only");
  expect(whySkipped(target("c"), some, own)).toBe("for extensions in typescript only");
});

it("whySkipped() tells tests for later Pythons", () => {
  const later = test("later", "pass", { since: "3.13" });
  const of = suite("of", [later]);
  expect(whySkipped(target("c", "3.12"), of, later)).toBe("for Python 3.13 and later");
  expect(whySkipped(target("c", "3.13"), of, later)).toBeNull();
});
