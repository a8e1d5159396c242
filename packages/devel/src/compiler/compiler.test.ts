import { beforeAll, describe, expect, test } from "vitest";
import { CompileOptionsError } from "../errors.ts";
import type { Compiler } from "./compiler.ts";
import { loadCompiler } from "./load.ts";
import type { CompileOptions, CompileResult } from "./options.ts";

let compiler: Compiler;
beforeAll(async () => {
  compiler = await loadCompiler();
});

const exported = '#define API __attribute__((visibility("default")))\n';

function compileC(text: string, options: Partial<CompileOptions> = {}): CompileResult {
  return compiler.compile({ name: "demo", sources: [{ file: "demo.c", text: exported + text }], ...options });
}

function built(result: CompileResult): WebAssembly.Module {
  expect(result.stderr).toBe("");
  expect(result.ok).toBe(true);
  return new WebAssembly.Module(result.bytes);
}

const imports = (module: WebAssembly.Module): string[] =>
  WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`);

const exports = (module: WebAssembly.Module): string[] =>
  WebAssembly.Module.exports(module).map(({ name }) => name);

/** What every side module may import besides functions. */
const surroundings = [
  "env.memory",
  "env.__indirect_function_table",
  "env.__stack_pointer",
  "env.__memory_base",
  "env.__table_base",
];

describe("compile() of a side module", () => {
  test("exports what is visible, and imports its surroundings and what it uses of the C library", () => {
    const module = built(
      compileC(`
        #include <stdlib.h>
        #include <string.h>
        static int hidden_data = 3;
        int hidden(int n) { return n + hidden_data++; }
        API void *HPyInit_demo(int n) { return memset(malloc(n), hidden(n), n); }`),
    );
    expect(WebAssembly.Module.customSections(module, "dylink.0")).toHaveLength(1);
    expect(exports(module).filter((name) => !name.startsWith("__wasm_"))).toEqual(["HPyInit_demo"]);
    expect(imports(module).filter((name) => !surroundings.includes(name))).toEqual(["env.malloc"]);
    expect(imports(module)).toEqual(expect.arrayContaining(["env.memory", "env.__memory_base"]));
  });

  test("imports addresses of the C library's functions and streams through the global offset table", () => {
    const module = built(
      compileC(`
        #include <stdio.h>
        #include <stdlib.h>
        API void *(*allocator(void))(size_t) { return malloc; }
        API FILE *stream(void) { return stderr; }`),
    );
    expect(imports(module)).toEqual(expect.arrayContaining(["GOT.func.malloc", "GOT.mem.stderr"]));
  });

  test("carries 128-bit arithmetic itself, and imports what ends a program", () => {
    const module = built(
      compileC(`
        #include <assert.h>
        #include <stdlib.h>
        API __int128 multiply(__int128 a, __int128 b) { assert(b != 7); if (b == 1) abort(); return a * b; }`),
    );
    expect(imports(module).filter((name) => !surroundings.includes(name))).toEqual([
      "env.__assert_fail",
      "env.abort",
    ]);
  });

  test("reaches errno through a function, and names clocks by number", () => {
    const module = built(
      compileC(`
        #include <errno.h>
        #include <time.h>
        API int now(struct timespec *t) { return clock_gettime(CLOCK_MONOTONIC, t) + clock() + errno; }`),
    );
    expect(imports(module).filter((name) => !surroundings.includes(name))).toEqual([
      "env.clock_gettime",
      "env.clock",
      "env.__errno_location",
    ]);
  });

  test("fails where it uses what no loader offers, and says what", () => {
    const { ok, bytes, stderr } = compileC(
      `#include <unistd.h>\nAPI int get(char *p) { return read(0, p, 1); }`,
    );
    expect({ ok, size: bytes.length }).toEqual({ ok: false, size: 0 });
    expect(stderr).toMatch(/^wasm-ld: error: .*undefined symbol: read$/m);
  });

  test("refuses <setjmp.h>, and says why", () => {
    const { ok, stderr } = compileC(`#include <setjmp.h>\nAPI int f(void) { return 1; }`);
    expect(ok).toBe(false);
    expect(stderr).toContain("an HPy extension cannot use <setjmp.h>");
  });

  test("takes C++ beside C, told apart by the files' extensions", () => {
    const { ok, bytes, stderr } = compiler.compile({
      name: "demo",
      sources: [
        { file: "src/one.c", text: `${exported}API int one(void) { return 1; }` },
        {
          file: "src/two.cpp",
          text: `${exported}#include <utility>\nextern "C" int one(); extern "C" API int two() { auto n = one(); return std::move(n) + 1; }`,
        },
      ],
    });
    expect(stderr).toBe("");
    expect(ok).toBe(true);
    const module = new WebAssembly.Module(bytes);
    expect(exports(module)).toContain("two");
  });
});

describe("compile() of a reactor", () => {
  test("exports memory, a table that grows, the allocator and what is visible, and imports WASI alone", () => {
    const module = built(
      compileC(
        `#include <stdio.h>\n#include <errno.h>\nAPI int say(double x) { return printf("%f", x) + errno; }`,
        { reactor: true },
      ),
    );
    expect(new Set(exports(module))).toEqual(
      new Set([
        ...["memory", "__indirect_function_table", "__stack_pointer", "_initialize"],
        ...["malloc", "free", "__errno_location", "say"],
      ]),
    );
    expect(imports(module).every((name) => name.startsWith("wasi_snapshot_preview1.fd_"))).toBe(true);
  });

  test("puts the stack of one MiB below the data, so that an endless recursion traps", () => {
    const source =
      "API int deep(int n) { volatile char room[4096]; room[n % 4096] = n; return deep(n + 1) + room[7]; }";
    const instance = new WebAssembly.Instance(built(compileC(source, { reactor: true })), {
      wasi_snapshot_preview1: new Proxy({}, { get: () => () => 8 }),
    });
    const { __stack_pointer: stack, deep } = instance.exports as {
      __stack_pointer: WebAssembly.Global;
      deep: (n: number) => number;
    };
    expect(stack.value).toBe(1024 * 1024);
    expect(() => deep(0)).toThrow(WebAssembly.RuntimeError);
  });
});

describe("compile() options", () => {
  test("flags go to the compiler, and those that begin with -Wl, to the linker", () => {
    const module = built(
      compileC("int answer(void) { return ANSWER; }", { flags: ["-DANSWER=42", "-Wl,--export=answer"] }),
    );
    expect(exports(module)).toContain("answer");
  });

  test("headers are found beside the source and in includeDirs", () => {
    const module = built(
      compiler.compile({
        name: "demo",
        sources: [
          {
            file: "src/demo.c",
            text: `${exported}#include "near.h"\n#include <far.h>\nAPI int sum(void) { return NEAR + FAR; }`,
          },
        ],
        headers: [
          { file: "src/near.h", text: "#define NEAR 1" },
          { file: "include/far.h", text: "#define FAR 2" },
        ],
        includeDirs: ["include"],
      }),
    );
    expect(exports(module)).toContain("sum");
  });

  test("output names the file; by default the name carries the tag of the ABI", () => {
    const source = "API int f(void) { return 1; }";
    expect(compileC(source).file).toBe("demo.hpy0.wasm");
    expect(compileC(source, { output: "other.wasm" }).file).toBe("other.wasm");
  });

  test("optimise 0 still reports calls of functions that are marked as errors", () => {
    const text = `__attribute__((error("not here"))) void bad(void);\nAPI void f(void) { bad(); }`;
    const { ok, stderr } = compileC(text, { optimise: "0" });
    expect(ok).toBe(false);
    expect(stderr).toContain("not here");
  });
});

describe("compile() diagnostics", () => {
  test("are clang's own words, from every source, without colours unless asked for", () => {
    const sources = [
      { file: "one.c", text: "int f(void) { return missing_one; }" },
      { file: "src/two.c", text: "int g(void) { return missing_two }" },
    ];
    const { ok, stderr } = compiler.compile({ name: "demo", sources });
    expect(ok).toBe(false);
    expect(stderr).toMatch(
      /^one\.c:1:22: error: use of undeclared identifier 'missing_one'\n {4}1 \| int f/m,
    );
    expect(stderr).toMatch(/^src\/two\.c:1:22: error: use of undeclared identifier 'missing_two'/m);
    expect(stderr).toMatch(/^1 error generated\.$/m);
    expect(stderr).not.toContain("\u001b");
    expect(compiler.compile({ name: "demo", sources, colours: true }).stderr).toContain("\u001b[");
  });

  test("are the driver's and the linker's own words for flags that do not exist", () => {
    const text = "API int f(void) { return 1; }";
    expect(compileC(text, { flags: ["-fno-such-thing"] })).toMatchObject({
      ok: false,
      stderr: "clang: error: unknown argument: '-fno-such-thing'\n",
    });
    const link = compileC(text, { flags: ["-Wl,--no-such-thing"] });
    expect(link.ok).toBe(false);
    expect(link.stderr).toContain("wasm-ld: error: unknown argument: --no-such-thing");
  });

  test("hold warnings of what compiles", () => {
    const { ok, stderr } = compileC("API int f(int n) { return 1; }", { flags: ["-Wextra"] });
    expect(ok).toBe(true);
    expect(stderr).toContain("warning: unused parameter 'n'");
  });
});

describe("compile() refuses", () => {
  const source = { file: "demo.c", text: "" };
  const python = { version: [3, 14] as const };
  const cases: readonly [string, CompileOptions, RegExp][] = [
    ["an unknown extension", { name: "demo", sources: [{ file: "a.rs", text: "" }] }, /'a\.rs'.*'\.rs'.*\.c/],
    ["a file without extension", { name: "demo", sources: [{ file: "a", text: "" }] }, /no extension/],
    [
      "an ABI that is not there",
      { name: "demo", sources: [source], abi: "abi3" as "hybrid" },
      /'hybrid', 'cpython'/,
    ],
    ["the hybrid ABI without headers", { name: "demo", sources: [source], abi: "hybrid" }, /one version/],
    ["headers for the universal ABI", { name: "demo", sources: [source], python }, /leave them out/],
    [
      "a hybrid reactor",
      { name: "demo", sources: [source], abi: "hybrid", python, reactor: true },
      /as a reactor/,
    ],
    ["a name that is none", { name: "de mo", sources: [source] }, /'de mo' is no name/],
    ["no source", { name: "demo", sources: [] }, /no source/],
    ["a path out of the project", { name: "demo", sources: [{ file: "../a.c", text: "" }] }, /'\.\.\/a\.c'/],
    ["an absolute path", { name: "demo", sources: [{ file: "/a.c", text: "" }] }, /relative path/],
  ];
  test.each(cases)("%s", (_what, options, message) => {
    expect(() => compiler.compile(options)).toThrow(CompileOptionsError);
    expect(() => compiler.compile(options)).toThrow(message);
  });
});
