import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { project } from "../../test/command.ts";

// Each call of the command starts a process, and often a compiler or an interpreter.
vi.setConfig({ testTimeout: 240_000 });

const here = project();
afterAll(() => here[Symbol.dispose]());

const source = `#include <hpy.h>
#include "answer.h"
#include <more/other.h>

HPyDef_METH(get, "get", HPyFunc_NOARGS)
static HPy get_impl(HPyContext *ctx, HPy self) {
  (void)self;
  return HPyLong_FromLong(ctx, ANSWER + OTHER + EXTRA);
}

static HPyDef *defines[] = {&get, NULL};
static HPyModuleDef module = {.defines = defines};
HPy_MODINIT(answer, module)
`;

here.write({
  "src/answer.c": source,
  "src/answer.h": '#include "deeper/value.h"\n',
  "src/deeper/value.h": "#define ANSWER 40\n",
  "include/more/other.h": "#define OTHER 1\n",
  "src/broken.c": "#include <hpy.h>\n\nint f(void) { return 1 }\n",
});

const file = join(here.folder, "out/answer.hpy0.wasm");
const args = ["build", "src/answer.c", "-o", "out", "--", "-DEXTRA=1", "-Iinclude", "-Wall", "-Werror"];

describe("hpyjs build", () => {
  it("compiles a source with what it includes, and keeps the result", async () => {
    const first = await here.hpyjs(...args);
    expect(first.stderr).toBe("Loading the compiler …\n");
    expect(first.stdout).toMatch(/^out\/answer\.hpy0\.wasm \(\d+\.\d kB, \d+\.\d\d s\)\n$/);
    expect(first.status).toBe(0);
    const bytes = readFileSync(file);
    const second = await here.hpyjs(...args);
    expect(second.stdout).toMatch(/s, from the cache\)\n$/);
    expect(readFileSync(file).equals(bytes)).toBe(true);

    const inspected = await here.hpyjs("inspect", "out/answer.hpy0.wasm", "--json");
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      size: bytes.length,
      flavour: "side module: can be linked, or sandboxed",
      modules: [{ name: "answer", version: "0.0" }],
      contextFunctions: expect.arrayContaining([expect.stringMatching(/^HPyLong_FromInt(32|64)_t$/)]),
    });
    const text = (await here.hpyjs("inspect", "out/answer.hpy0.wasm")).stdout;
    expect(text).toContain("ABI: universal, by the file's name\n");
    expect(text).toContain("Modules:\n  answer (HPy ABI 0.0)\n");

    here.write({ "test.py": "import answer, sys\nprint(answer.get(), *sys.argv[1:])\n" });
    const run = await here.hpyjs("run", "test.py", "--ext", "out/answer.hpy0.wasm", "--", "a", "--ext");
    expect(run).toEqual({ status: 0, stdout: "42 a --ext\n", stderr: "" });
    const sandboxed = ["--flavour", "sandboxed", "--mode", "trace"];
    const other = await here.hpyjs("run", "test.py", "--ext", "out/answer.hpy0.wasm", ...sandboxed);
    expect(other).toEqual({ status: 0, stdout: "42\n", stderr: "" });
  });

  it("shows errors as clang prints them, and fails", async () => {
    const { status, stderr, stdout } = await here.hpyjs("build", "src/broken.c", "-o", "out");
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("src/broken.c:3:23: error: expected ';' after return statement\n");
    expect(stderr).toContain("int f(void) { return 1 }");
    expect(stderr).not.toContain("hpyjs:");
  });
});
