import { afterAll, describe, expect, it } from "vitest";
import { project } from "../../test/command.ts";

const here = project();
afterAll(() => here[Symbol.dispose]());

const commands = ["build", "inspect", "run", "wheel", "stubs", "new"];

describe("hpyjs", () => {
  it("prints its help and its version", async () => {
    const { status, stdout } = await here.hpyjs();
    expect(status).toBe(0);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    expect((await here.hpyjs("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(commands)("%s has a help of its own", async (command) => {
    const { status, stdout } = await here.hpyjs(command, "--help");
    expect([status, stdout]).toEqual([0, expect.stringContaining(`Usage: hpyjs ${command} `)]);
  });

  const valid = "0061736d01000000";
  here.write({
    "plain.wasm": Buffer.from(valid, "hex"),
    "text.hpy0.wasm": "no WebAssembly",
    "a.py": "",
    "a.txt": "",
    "folder/a.txt": "",
    "a.c": "int f(void) { return 1; }",
    "nothing.ts": "export const nothing = 1;",
    "broken.ts": 'throw new Error("not today");',
  });

  it.each([
    ["unknown command 'bild'", ["bild"]],
    ["unknown option '--colour'", ["build", "a.c", "--colour"]],
    ["missing required argument 'sources'", ["build"]],
    ["cannot read gone.c: there is no such file", ["build", "gone.c"]],
    ["a.txt is no source in C", ["build", "a.txt"]],
    ["--abi native: there are universal, hybrid, cpython", ["build", "a.c", "--abi", "native"]],
    ["--python is for --abi hybrid", ["build", "a.c", "--python", "3.14"]],
    ["--python-include is for --abi hybrid", ["build", "a.c", "--python-include", "."]],
    ["a version such as 3.14", ["build", "a.c", "--abi", "hybrid", "--python", "new"]],
    ["headers of CPython 3.99", ["build", "a.c", "--abi", "hybrid", "--python", "3.99"]],
    [
      "no Python.h in folder",
      ["build", "a.c", "--abi", "hybrid", "--python", "3.14", "--python-include", "folder"],
    ],
    ["headers of CPython in folder", ["build", "a.c", "--abi", "hybrid", "--python-include", "folder"]],
    ["as a reactor", ["build", "a.c", "--abi", "cpython", "--python", "3.14", "--reactor"]],
    ["there is no folder gone", ["build", "a.c", "-I", "gone"]],
    ["clang", ["build", "a.c", "--clang", "/gone/clang"]],
    ["cannot read gone.wasm: there is no such file", ["inspect", "gone.wasm"]],
    ["text.hpy0.wasm is not a valid WebAssembly module", ["inspect", "text.hpy0.wasm"]],
    ["cannot read gone.py: there is no such file", ["run", "gone.py"]],
    ["a.txt is no extension", ["run", "a.py", "--ext", "a.txt"]],
    ["nothing.ts exports no extension module", ["run", "a.py", "--ext", "nothing.ts"]],
    ["cannot import broken.ts: not today", ["run", "a.py", "--ext", "broken.ts"]],
    ["there is no mode 'slow'; there are: debug, trace", ["run", "a.py", "--mode", "slow"]],
    ["'--flavour <flavour>' argument 'boxed' is invalid", ["run", "a.py", "--flavour", "boxed"]],
    ["say --flavour sandboxed too", ["run", "a.py", "--grant", "clock"]],
    ["there is no grant 'all'", ["run", "a.py", "--flavour", "sandboxed", "--grant", "all"]],
    ["no installed package gone", ["run", "a.py", "--pyodide", "gone"]],
    ["not a valid WebAssembly module", ["run", "a.py", "--ext", "text.hpy0.wasm"]],
    ["required option '--name <name>' not specified", ["wheel", "a.py"]],
    ["cannot read gone.py: there is no such file", ["wheel", "gone.py", "--name", "a"]],
    ["plain.wasm has no tag in its name", ["wheel", "plain.wasm", "--name", "a"]],
    ["text.hpy0.wasm is not a WebAssembly module", ["wheel", "text.hpy0.wasm", "--name", "a"]],
    ["nothing.ts exports no extension module", ["wheel", "nothing.ts", "--name", "a"]],
    ["not today", ["wheel", "broken.ts", "--name", "a"]],
    ["'one' is no version", ["wheel", "a.py", "--name", "a", "--version", "one"]],
    ["'-a-' is no name for a distribution", ["wheel", "a.py", "--name=-a-"]],
    ["two sources are both called a.py", ["wheel", "a.py", "./a.py", "--name", "a"]],
    ["a.txt is no extension", ["stubs", "a.txt"]],
    ["'my-module' is no name for a Python module", ["new", "my-module"]],
    ["choose one of", ["new", "a", "--c", "--ts"]],
    ["is there already", ["new", "a", "."]],
  ])("says %j and fails", async (message, args) => {
    const { status, stderr, stdout } = await here.hpyjs(...args);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr.replace("Loading the compiler …\n", "")).toMatch(/^hpyjs: [^\n]+\n$/);
    expect(status).toBeGreaterThan(0);
  });

  it("shows the stack trace with --verbose", async () => {
    const { status, stderr } = await here.hpyjs("inspect", "gone.wasm", "--verbose");
    expect([status, stderr]).toEqual([1, expect.stringMatching(/\n {4}at /)]);
  });

  it.each([
    ["@hpyjs/devel", ["build", "a.c"]],
    ["esbuild", ["wheel", "nothing.ts", "--name", "a"]],
    ["@hpyjs/debug", ["run", "a.py", "--mode", "debug"]],
  ])("says how to install %s", async (packageName, args) => {
    const { status, stderr } = await here.hpyjsWithout(packageName, ...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`npm install ${packageName}\n`)]);
  });
});
