/**
 * The C library that a side module gets in the sandbox: wasi-libc as a module with the memory that both use, its stack
 * below everything else, every symbol that extensions may import exported (functions by a table, `library-table.ts`), and
 * nothing but WASI imported.
 */

import type { Clang } from "../clang/clang.ts";
import { reactorArguments } from "../compiler/arguments.ts";
import { type LibrarySymbols, readFolder } from "./files.ts";
import { exportByTable } from "./library-table.ts";
import { compileAll, must } from "./tools.ts";

/** Links the module. */
export function libcModule(clang: Clang, { data, functions }: LibrarySymbols): Uint8Array {
  const compile = [...clang.target.plain, "-O2", "-fno-builtin"];
  const objects = compileAll(clang, compile, readFolder("libc/module", "module"));
  const exported = [...data, ...functions.filter((name) => !wrapped.has(name))];
  const link = [
    ...clang.target.linkReactor,
    ...reactorArguments,
    ...exported.map((name) => `-Wl,--export=${name}`),
    "-Wl,--strip-all",
    ...Object.keys(objects),
    "-o",
    "libc.wasm",
  ];
  const linked = must("libc.wasm", clang.run("clang", link, objects, "libc.wasm"));
  return exportByTable(linked, (name) => loaders.has(name));
}

/** What the sandbox itself calls. */
const loaders: ReadonlySet<string> = new Set(["_initialize", "malloc", "free", "__errno_location"]);

/** What our own sources export under names that are wasi-libc's too. */
const wrapped: ReadonlySet<string> = new Set(["clock", "clock_gettime", "clock_getres"]);
