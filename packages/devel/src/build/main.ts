/** Builds what extensions are compiled with, after `tsc`: the headers in one file, archives, the sandbox's C library. */

import { loadYowasp } from "../clang/yowasp.ts";
import { compileArguments, places } from "../compiler/arguments.ts";
import { cxxArguments } from "../compiler/cxx.ts";
import { readConfigurations, readFolder, readSymbols, writeBuilt } from "./files.ts";
import { libcModule } from "./libc-module.ts";
import { archive, compileAll } from "./tools.ts";

/** compiler-rt's functions, in the compiler's own files. */
const builtins = "/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a";

const headers = {
  ...readFolder("include", places.include),
  ...readFolder("libc/include", places.libc),
  ...readFolder("libc/python", places.libcForPython),
};
writeBuilt("headers.json", JSON.stringify(headers));
writeBuilt("pyconfig.json", JSON.stringify(readConfigurations()));

const symbols = readSymbols();
writeBuilt("symbols.txt", [...symbols.data, ...symbols.endings, ...symbols.functions, ""].join("\n"));

const clang = await loadYowasp();
const options = { name: "hpy", sources: [] };
const runtime = { ...headers, ...readFolder("c", "c") };
/** The helpers that every ABI has; the rest of the folder is what the CPython ABI has in place of a context. */
const helpers = Object.fromEntries(
  Object.entries(runtime).filter(([file]) => !file.startsWith("c/cpython/")),
);
const pic = compileArguments(clang, "pic", options);
const reactor = compileArguments(clang, "reactor", options);
// With our own declarations of the limited API, so that one archive serves all versions of CPython.
const cpython = compileArguments(clang, "pic", { ...options, abi: "cpython" });
writeBuilt("libhpy-pic.a", archive(compileAll(clang, pic, helpers)));
writeBuilt("libhpy-cpython-pic.a", archive(compileAll(clang, cpython, runtime)));
writeBuilt("libhpy.a", archive(compileAll(clang, reactor, helpers)));
const cxx = { ...headers, ...readFolder("cxx", "cxx") };
const cxxOf = (args: readonly string[]): Uint8Array =>
  archive(compileAll(clang, [...cxxArguments(clang), ...args, "-std=c++20"], cxx));
writeBuilt("libcxx-pic.a", cxxOf(pic));
writeBuilt("libcxx.a", cxxOf(reactor));
writeBuilt("libbuiltins.a", archive(builtins));
writeBuilt("libc.wasm", libcModule(clang, symbols));
