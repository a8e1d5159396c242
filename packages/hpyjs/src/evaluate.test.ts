import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { makeFunction } from "./evaluate.ts";

// The ways around a policy need a browser: `pnpm browser` has them.

test("makeFunction() makes a function of its parameters and globals", () => {
  const sum = makeFunction(["a", "b"], "return a + b + Number(typeof globalThis === 'object');") as (
    a: number,
    b: number,
  ) => number;
  expect(sum(40, 1)).toBe(42);
  expect(() => makeFunction([], "return return;")).toThrow(SyntaxError);
});

test("makeFunction() says what to allow where evaluation is forbidden and there is no way around", () => {
  const evaluate = new URL("./evaluate.ts", import.meta.url).href;
  const code = `
    const { makeFunction } = await import(${JSON.stringify(evaluate)});
    try { makeFunction([], "return 1;"); } catch (error) { console.log(error.name, error.message, error.cause.name); }
  `;
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", code];
  expect(execFileSync(process.execPath, flags, { encoding: "utf8" })).toMatch(
    /^EvaluationForbiddenError this page's Content-Security-Policy forbids .* blob: .* EvalError\n$/,
  );
});
