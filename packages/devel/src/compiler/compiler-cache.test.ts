import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Assets, loadAssets } from "../assets/assets.ts";
import { type CacheStore, MemoryStore } from "../cache/store.ts";
import type { Clang } from "../clang/clang.ts";
import { loadYowasp } from "../clang/yowasp.ts";
import { DirectoryStore } from "../node/directory-store.ts";
import { Compiler } from "./compiler.ts";
import type { CompileOptions } from "./options.ts";

let clang: Clang;
let assets: Assets;
beforeAll(async () => {
  [clang, assets] = await Promise.all([loadYowasp(), loadAssets()]);
});

/** A compiler with a cache, and the number of times that clang has been run by it. */
function counting(cache: CacheStore, version = clang.version): { compiler: Compiler; runs: () => number } {
  let runs = 0;
  const counted: Clang = {
    ...clang,
    version,
    run: (...args) => {
      runs++;
      return clang.run(...args);
    },
  };
  return { compiler: new Compiler({ clang: counted, assets, cache }), runs: () => runs };
}

const options: CompileOptions = {
  name: "demo",
  sources: [{ file: "demo.c", text: '#include "demo.h"\nint f(int n) { return ANSWER; }' }],
  headers: [{ file: "demo.h", text: "#define ANSWER 42" }],
  flags: ["-Wextra"],
};

test("a result that is kept is had again, warnings included, without running clang", () => {
  const { compiler, runs } = counting(new MemoryStore());
  const first = compiler.compile(options);
  expect(first).toMatchObject({ ok: true, cached: false });
  expect(first.stderr).toContain("unused parameter");
  expect(runs()).toBe(2);
  expect(compiler.compile(options)).toEqual({ ...first, cached: true });
  expect(runs()).toBe(2);
});

test("whatever goes into a result leads to another one", () => {
  const store = new MemoryStore();
  counting(store).compiler.compile(options);
  const others: readonly CompileOptions[] = [
    { ...options, headers: [{ file: "demo.h", text: "#define ANSWER 43" }] },
    { ...options, sources: [{ file: "demo.c", text: "int f(int n) { return 42; }" }] },
    { ...options, flags: ["-Wall"] },
    { ...options, flags: ["-Wextra", "-Wl,--export=f"] },
    { ...options, optimise: "s" },
    { ...options, reactor: true },
  ];
  for (const other of others) expect(counting(store).compiler.compile(other).cached).toBe(false);
  expect(counting(store, "another version").compiler.compile(options).cached).toBe(false);
  expect(counting(store).compiler.compile(options).cached).toBe(true);
});

test("an error is not kept", () => {
  const { compiler, runs } = counting(new MemoryStore());
  const wrong = { ...options, headers: [] };
  expect(compiler.compile(wrong).ok).toBe(false);
  expect(compiler.compile(wrong)).toMatchObject({ ok: false, cached: false });
  expect(runs()).toBe(2);
});

test("a folder keeps results for other processes, and one that is damaged is compiled anew", () => {
  const folder = mkdtempSync(join(tmpdir(), "hpyjs-cache-"));
  try {
    const first = counting(new DirectoryStore(join(folder, "new"))).compiler.compile(options);
    const again = counting(new DirectoryStore(join(folder, "new")));
    expect(again.compiler.compile(options)).toEqual({ ...first, cached: true });
    expect(again.runs()).toBe(0);
    const [file, ...others] = readdirSync(join(folder, "new"));
    expect(others).toEqual([]);
    writeFileSync(join(folder, "new", file as string), "x");
    expect(again.compiler.compile(options)).toEqual(first);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a folder that cannot be written costs nothing but time", () => {
  const store = new DirectoryStore("/dev/null/no-folder");
  expect(counting(store).compiler.compile(options)).toMatchObject({ ok: true, cached: false });
});
