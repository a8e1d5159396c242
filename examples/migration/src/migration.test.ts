import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("each step from the C API to HPy is built and passes the tests, on every Python", {
  timeout: 600_000,
}, () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const lines = `${execFileSync(process.execPath, [main])}`.trim().split("\n");
  const passed = lines.filter((line) => line.endsWith(": all tests pass"));
  expect(passed).toHaveLength(3 * 3 + 3 * 2);
  expect(lines).toHaveLength(passed.length + 4);
});
