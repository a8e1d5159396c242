/** The command, as its users call it: in a process of its own. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownVersion, pythonVersion } from "../src/cli/own-version.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const main = join(packageFolder, "dist/cli/main.js");
const pyodide = dirname(fileURLToPath(import.meta.resolve("pyodide-314")));

let folder = "";

beforeAll(() => {
  // Inside of the workspace, so that what is scaffolded finds its packages without installing them.
  mkdirSync(join(packageFolder, ".cache"), { recursive: true });
  folder = mkdtempSync(join(packageFolder, ".cache/cli-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function hpyjs(args: readonly string[], cwd: string = folder): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

function write(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const source = `
#include <hpy.h>
HPyDef_METH(twice, "twice", HPyFunc_O, .doc = "twice(x, /)\\n--\\n\\nTwo of it.")
static HPy twice_impl(HPyContext *ctx, HPy self, HPy x) { (void)self; return HPy_Add(ctx, x, x); }
static HPyDef *defines[] = {&twice, NULL};
static HPyModuleDef module = {.doc = "Doubles.", .defines = defines};
HPy_MODINIT(doubles, module)
`;

describe("bad input is one line and a status that is not 0", () => {
  test.each([
    [["build"], "missing required argument"],
    [["build", "nowhere.c"], "cannot read nowhere.c: there is no such file"],
    [["build", "package.json"], "package.json is no source in C (.c) or C++"],
    [["inspect", "nowhere.wasm"], "cannot read nowhere.wasm"],
    [["inspect", "text.txt"], "text.txt is not a valid WebAssembly module"],
    [["run", "nowhere.py"], "cannot read nowhere.py"],
    [["run", "text.txt", "--mode", "slow"], "there is no mode 'slow'"],
    [["run", "text.txt", "--ext", "text.txt"], "text.txt is no extension"],
    [["run", "text.txt", "--grant", "clock"], "--flavour sandboxed"],
    [["run", "text.txt", "--flavour", "fast"], "Allowed choices are linked, sandboxed"],
    [["wheel", "text.txt"], "required option '--name <name>'"],
    [["wheel", "text.txt", "--name", "a b"], "'a b' is no name for a distribution"],
    [["wheel", "text.txt", "--name", "a", "--version", "one"], "'one' is no version"],
    [["wheel", "nowhere.hpy0.wasm", "--name", "a"], "cannot read nowhere.hpy0.wasm"],
    [["stubs", "text.txt"], "text.txt is no extension"],
    [["new", "2fast"], "'2fast' is no name for a Python module"],
    [["new", "fast", "--c", "--ts"], "choose one of"],
    [["nonsense"], "unknown command 'nonsense'"],
    [["build", "--nonsense", "a.c"], "unknown option '--nonsense'"],
  ])("hpyjs %j", (args, words) => {
    write("text.txt", "no extension");
    write("package.json", "{}");
    const { status, stderr, stdout } = hpyjs(args);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/^hpyjs: /);
    expect(stdout).toBe("");
    expect(status).toBeGreaterThan(0);
  });
});

describe("hpyjs build", () => {
  test("compiles, says what it made, and takes it from the cache the next time", () => {
    write("doubles.c", source);
    const first = hpyjs(["build", "doubles.c", "-o", "out"]);
    expect(first.stderr).not.toContain("error");
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(/^out\/doubles\.hpy0\.wasm \(\d/);
    const second = hpyjs(["build", "doubles.c", "-o", "out"]);
    expect(second.stdout).toContain("from the cache");
  });

  test("shows errors as clang prints them, and makes nothing", () => {
    write("wrong.c", "#include <hpy.h>\nint f(void) { return x; }\n");
    const { status, stderr } = hpyjs(["build", "wrong.c", "-o", "wrong"]);
    expect(stderr).toContain("wrong.c:2:22: error: use of undeclared identifier 'x'");
    expect(status).toBe(1);
    expect(readdirSync(folder)).not.toContain("wrong");
  });

  test("passes on to clang what stands behind --, and finds headers beside the sources", () => {
    write("part/part.h", "#define ADDED 3\n");
    write(
      "part/part.c",
      `#include "part.h"\n${source.replaceAll("doubles", "part").replace("HPy_Add(ctx, x, x)", "HPyLong_FromLong(ctx, ADDED + GIVEN)")}`,
    );
    expect(hpyjs(["build", "part/part.c", "-o", "out"]).status).toBe(1);
    const { status, stderr } = hpyjs([
      "build",
      "part/part.c",
      "-o",
      "out",
      "--",
      "-DGIVEN=4",
      "-Wno-unused-parameter",
    ]);
    expect(stderr).not.toContain("error");
    expect(status).toBe(0);
  });
});

describe("what was built", () => {
  beforeAll(() => {
    write("doubles.c", source);
    hpyjs(["build", "doubles.c", "-o", "out"]);
  });

  test("hpyjs inspect tells flavour, version, modules, functions and imports", () => {
    const { stdout } = hpyjs(["inspect", "out/doubles.hpy0.wasm"]);
    expect(stdout).toContain("side module: can be linked, or sandboxed");
    expect(stdout).toContain("doubles (HPy ABI 0.0)");
    expect(stdout).toMatch(/Context functions .*\n {2}HPy_Add\n/);
    const found = JSON.parse(hpyjs(["inspect", "--json", "out/doubles.hpy0.wasm"]).stdout) as {
      contextFunctions: string[];
    };
    expect(found.contextFunctions).toEqual(["HPy_Add"]);
  });

  test.each(["linked", "sandboxed"])("hpyjs run runs a script with it, %s", (flavour) => {
    write("use.py", "import sys, doubles\nprint(doubles.twice(21), sys.argv[1:])\nsys.exit(len(sys.argv))\n");
    const args = ["use.py", "--ext", "out/doubles.hpy0.wasm", "--flavour", flavour, "--pyodide", pyodide];
    const { status, stderr, stdout } = hpyjs(["run", ...args, "--", "one", "two"]);
    expect(stderr).toBe("");
    expect(stdout).toBe("42 ['one', 'two']\n");
    expect(status).toBe(3);
  });

  test("hpyjs run prints a traceback as Python does", () => {
    const path = write("fail.py", "import doubles\ndoubles.twice(None)\n");
    const { status, stderr } = hpyjs([
      "run",
      "fail.py",
      "--ext",
      "out/doubles.hpy0.wasm",
      "--pyodide",
      pyodide,
    ]);
    expect(stderr).toContain(`File "${path}", line 2, in <module>`);
    expect(stderr).toContain("TypeError: unsupported operand type(s)");
    expect(stderr).not.toContain("runpy");
    expect(status).toBe(1);
  });

  test("hpyjs stubs describes it", () => {
    hpyjs(["stubs", "out/doubles.hpy0.wasm", "-o", "out", "--pyodide", pyodide]);
    expect(readFileSync(join(folder, "out/doubles.pyi"), "utf8")).toBe(
      '"""Doubles."""\n\nfrom typing import Any\n\ndef twice(x: Any, /) -> Any:\n    """Two of it."""\n',
    );
  });

  test("hpyjs wheel packs it, the same each time", () => {
    write("py/helper.py", "x = 1\n");
    const args = [
      "wheel",
      "out/doubles.hpy0.wasm",
      "py",
      "--name",
      "My.Doubles",
      "--version",
      "1.2",
      "-o",
      "out",
    ];
    expect(hpyjs([...args, "--requires", "other>=1"]).status).toBe(0);
    const file = join(folder, "out/my_doubles-1.2-py3-none-any.whl");
    const first = readFileSync(file);
    const entries = unzipSync(first);
    expect(Object.keys(entries)).toEqual([
      "doubles.hpy0.wasm",
      "py/helper.py",
      "doubles.py",
      "my_doubles-1.2.dist-info/METADATA",
      "my_doubles-1.2.dist-info/WHEEL",
      "my_doubles-1.2.dist-info/RECORD",
    ]);
    const text = (name: string): string =>
      new TextDecoder().decode(entries[`my_doubles-1.2.dist-info/${name}`]);
    expect(text("METADATA")).toBe(
      "Metadata-Version: 2.1\nName: My.Doubles\nVersion: 1.2\nRequires-Dist: other>=1\n" +
        `Requires-Dist: hpyjs>=${pythonVersion(ownVersion())}\n`,
    );
    expect(text("WHEEL")).toContain("Tag: py3-none-any\n");
    expect(text("RECORD")).toMatch(/^py\/helper\.py,sha256=[\w-]{43},6$/m);
    hpyjs([...args, "--requires", "other>=1"]);
    expect(readFileSync(file).equals(first)).toBe(true);
  });
});

describe("hpyjs new", () => {
  test("writes an extension in TypeScript that works", () => {
    expect(hpyjs(["new", "fresh_ts"]).stdout).toContain("npm test");
    const target = join(folder, "fresh_ts");
    const ran = hpyjs(["run", "test.py", "--ext", "src/fresh_ts.ts", "--pyodide", pyodide], target);
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toContain("fresh_ts works");
  });

  test("writes an extension in C that works", () => {
    hpyjs(["new", "fresh_c", "--c"]);
    const target = join(folder, "fresh_c");
    expect(hpyjs(["build", "src/fresh_c.c", "-o", "dist"], target).status).toBe(0);
    const ran = hpyjs(["run", "test.py", "--ext", "dist/fresh_c.hpy0.wasm", "--pyodide", pyodide], target);
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toContain("fresh_c works");
  });

  test("overwrites nothing", () => {
    hpyjs(["new", "once"]);
    const { status, stderr } = hpyjs(["new", "once"]);
    expect(stderr).toContain("once is there already and is not an empty folder");
    expect(status).toBe(1);
  });
});
