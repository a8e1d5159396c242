import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("each step from JsProxy to HPy passes the tests", () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const lines = `${execFileSync(process.execPath, [main])}`.trim().split("\n");
  expect(lines.map((line) => line.replace(/;.*/, "").replaceAll(/ +/g, " "))).toEqual([
    "0-jsproxy.ts all tests pass",
    "1-hybrid.ts all tests pass",
    "2-universal.ts all tests pass",
  ]);
});
