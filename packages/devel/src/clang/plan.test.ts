import { expect, test } from "vitest";
import { readPlan, standIns } from "./plan.ts";

test("readPlan() takes commands apart, and keeps what the driver says itself", () => {
  const printed = [
    "clang version 22.1.0 (https://example.org)",
    "Target: wasm32-unknown-wasip1",
    "clang: warning: -lm: 'linker' input unused",
    " (in-process)",
    String.raw` "" "clang" "-cc1" "-DTEXT=\"a b\"" "\$x" "a.c"`,
    "",
  ].join("\n");
  expect(readPlan(printed, true)).toEqual({
    ok: true,
    said: "clang: warning: -lm: 'linker' input unused\n",
    commands: [["clang", "-cc1", '-DTEXT="a b"', "$x", "a.c"]],
  });
});

test("standIns() gives the same arguments for other files of the same kinds, and the names back", () => {
  const isInput = (arg: string): boolean => arg.endsWith(".c");
  const one = standIns(["-c", "src/one.c", "-o", "one.o"], isInput, "one.o");
  const two = standIns(["-c", "two.c", "-o", "2.o"], isInput, "2.o");
  expect(two.args).toEqual(one.args);
  expect(one.inputs).toHaveLength(1);
  const [, source = "", , object = ""] = one.args;
  expect(one.restore(["-cc1", "-main-file-name", source, "-o", object, source])).toEqual([
    ...["-cc1", "-main-file-name", "one.c", "-o", "one.o", "src/one.c"],
  ]);
  expect(one.restoreText(`clang: error: '${source}' is odd`)).toBe("clang: error: 'src/one.c' is odd");
});
