import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "./source-files.ts";

test("the README's program is the example that runs", () => {
  const readme = readFileSync(`${root}README.md`, "utf8");
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(program).toBe(readFileSync(`${root}examples/quickstart/src/main.ts`, "utf8"));
});
