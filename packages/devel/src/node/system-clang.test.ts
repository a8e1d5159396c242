import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { loadCompiler } from "../compiler/load.ts";
import { CompilerMissingError } from "../errors.ts";
import { systemClang } from "./system-clang.ts";

const installed =
  spawnSync("clang", ["--version"]).status === 0 && spawnSync("wasm-ld", ["--version"]).status === 0;

const source = {
  file: "demo.c",
  text: `
    #include <errno.h>
    #include <stdio.h>
    __attribute__((visibility("default"))) int say(double x) { return printf("%f", x) + errno; }`,
};

test("systemClang() says what to do when there is none", () => {
  const wrong = { path: "no-such-clang" };
  expect(() => systemClang(wrong)).toThrow(CompilerMissingError);
  expect(() => systemClang(wrong)).toThrow(/'no-such-clang'.*install clang and lld/);
});

test.runIf(installed)("the system's clang makes side modules", async () => {
  const compiler = await loadCompiler({ clang: systemClang() });
  const side = compiler.compile({ name: "demo", sources: [source] });
  expect(side.stderr).toBe("");
  const names = (result: typeof side): string[] =>
    WebAssembly.Module.imports(new WebAssembly.Module(result.bytes)).map(
      ({ module, name }) => `${module}.${name}`,
    );
  expect(names(side)).toEqual(
    expect.arrayContaining(["env.__memory_base", expect.stringMatching(/printf$/), "env.__errno_location"]),
  );
});

test.runIf(installed)("the system's clang makes a reactor, or says that its linker is too old", async () => {
  const compiler = await loadCompiler({ clang: systemClang() });
  const { ok, bytes, stderr } = compiler.compile({ name: "demo", sources: [source], reactor: true });
  if (!ok) return expect(stderr).toContain("this wasm-ld is too old for a module with its own memory");
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    wasi_snapshot_preview1: new Proxy({}, { get: () => () => 8 }),
  });
  expect((exports.malloc as (size: number) => number)(1000)).toBeGreaterThan(1024 * 1024);
});

test.runIf(installed)("an error of the system's clang is shown as it prints it", async () => {
  const compiler = await loadCompiler({ clang: systemClang() });
  const { ok, stderr } = compiler.compile({
    name: "demo",
    sources: [{ file: "src/demo.c", text: "int f(void) { return x; }" }],
  });
  expect(ok).toBe(false);
  expect(stderr).toMatch(/^src\/demo\.c:1:22: error: use of undeclared identifier 'x'$/m);
});
