/** What happens when a linked extension crashes: as natively, that is the end of the interpreter, and it says so. */

import { readFileSync } from "node:fs";
import { InterpreterDeadError } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { compileC } from "../c-extensions.ts";
import { startPython } from "../python.ts";

const bytes = await compileC("ends", readFileSync(new URL("ends.c", import.meta.url), "utf8"));

/** How it ends: what Python calls, what the error names and says, in this order. */
const ways: readonly (readonly [code: string, says: RegExp])[] = [
  ["ends.unreachable()", /a trap \(unreachable\) in or below the extension function 'unreachable_impl'/],
  ["ends.out_of_bounds()", /a trap \(memory access out of bounds\) .* 'out_of_bounds_impl'/],
  ["ends.divides_by_zero()", /a trap \(divide by zero\) .* 'divides_by_zero_impl'/],
  ["ends.calls_null()", /a trap \(null function.*\) .* 'calls_null_impl'/],
  ["ends.overflows()", /the stack overflowed in or below the extension function 'recurse'/],
  ["ends.aborts()", /a trap \(the extension called abort\(\)\) .* 'aborts_impl'/],
  ["ends.exits()", /a trap \(the extension called exit\(3\)\) .* 'exits_impl'/],
  ["ends.asserts()", /a trap \(assertion failed: zero == 1 \(ends\.c:\d+\)\) .* 'asserts_impl'/],
  ["repr(ends.Ending())", /a trap \(the extension called abort\(\)\) .* 'Ending_repr_impl'/],
  // Python in between has no chance to catch it.
  [
    "ends.call(lambda: exec('try: ends.unreachable()\\nexcept BaseException: pass'))",
    /a trap \(unreachable\) .* 'unreachable_impl'/,
  ],
];

function thrownBy(body: () => unknown): unknown {
  try {
    body();
  } catch (thrown) {
    return thrown;
  }
  return expect.unreachable("nothing was thrown");
}

describe("a linked extension that crashes", () => {
  test.each(ways)("%s ends the interpreter, and every later way in says so", async (code, says) => {
    const { hpy, run } = await startPython("pyodide-314");
    hpy.load({ path: "ends.hpy0.wasm", bytes });
    run("import ends");
    expect(thrownBy(() => run(code))).toHaveProperty("pyodide_fatal_error", true);
    const dead = thrownBy(() => hpy.enter(() => 1));
    expect(dead).toBeInstanceOf(InterpreterDeadError);
    expect(dead).toHaveProperty("message", expect.stringMatching(says));
    expect(dead).toHaveProperty("cause", expect.any(Error));
    expect(thrownBy(() => hpy.load({ path: "ends.hpy0.wasm", bytes }, { name: "ends" }))).toBe(dead);
    expect(() => run("1 + 1")).toThrow("can no longer be used");
  });
});
