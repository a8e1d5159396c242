import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configurations, target } from "./configurations.ts";

it("packages/devel/python/pyconfig.json is what the Pyodides say of themselves", () => {
  expect(JSON.parse(readFileSync(target, "utf8"))).toEqual(configurations());
});
