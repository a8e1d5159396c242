/** The command lines: what clang is told for each kind of module. */

import type { Clang } from "../clang/clang.ts";
import type { Abi, CompileOptions, ModuleKind } from "./options.ts";

/** Where our own files lie beside the sources. */
export const places = {
  /** The folder of them all. */
  root: "hpy",
  /** HPy's headers. */
  include: "hpy/include",
  /** Headers in place of some of wasi-libc's. */
  libc: "hpy/libc",
  /** Headers that CPython's own take for granted, and wasi-libc does not have. */
  libcForPython: "hpy/libc-for-python",
  /** CPython's headers. */
  python: "hpy/python",
  /** Archives, and the list of the C library's symbols. */
  lib: "hpy/lib",
} as const;

/** The symbols that a side module may import, one a line. */
export const symbolsFile = "symbols.txt";

/** The bytes of stack that a module with a memory of its own has; it lies below the data, so an overflow traps. */
const stackSize = 1024 * 1024;

/** What links a module with a memory, a table and a C library of its own. */
export const reactorArguments: readonly string[] = [
  `-Wl,-z,stack-size=${stackSize}`,
  "-Wl,--stack-first",
  "-Wl,--export-table",
  "-Wl,--growable-table",
  "-Wl,--export=__stack_pointer",
  "-lwasi-emulated-process-clocks",
];

/** What links a side module. */
const sideArguments: readonly string[] = [
  "-Wl,-shared",
  "-Wl,--experimental-pic",
  "-Wl,--no-entry",
  // Functions that run before all others: who loads the module calls them.
  "-Wl,--export-if-defined=__wasm_call_ctors",
];

/** What of the interpreter a side module may import: for the universal ABI the C library, else whatever there is. */
const importArguments: Readonly<Record<Abi, readonly string[]>> = {
  universal: [
    "-Wl,--unresolved-symbols=report-all",
    `-Wl,--allow-undefined-file=${places.lib}/${symbolsFile}`,
  ],
  hybrid: ["-Wl,--unresolved-symbols=import-dynamic"],
  cpython: ["-Wl,--unresolved-symbols=import-dynamic"],
};

/** Where an extension finds a real `Python.h`, ours where none is given, and what that one includes and nobody else has. */
const python: readonly string[] = [
  `-I${places.python}`,
  `-I${places.include}/hpy/limited_python_h`,
  // Last: the C++ library wants the compiler's own pthread.h, where there is one.
  "-idirafter",
  places.libcForPython,
];

/** Where a source finds `Python.h`: a universal extension finds one that says that it may not. */
const pythonFolders: Readonly<Record<Abi, readonly string[]>> = {
  universal: [`-I${places.include}/hpy/forbid_python_h`],
  hybrid: python,
  cpython: python,
};

/** Whether an argument is for linking. */
const isLinkFlag = (flag: string): boolean => /^-(Wl,|l|L)/.test(flag);

/** The arguments that compile one source, which follows. */
export function compileArguments(clang: Clang, kind: ModuleKind, options: CompileOptions): string[] {
  const { abi = "universal", optimise = "2", debug = false, includeDirs = [], flags = [] } = options;
  return [
    ...(kind === "pic" ? clang.target.pic : clang.target.plain),
    "-fvisibility=hidden",
    `-O${optimise}`,
    // Without this, __attribute__((error)) goes unnoticed where nothing is optimised.
    ...(optimise === "0" ? ["-mllvm", "-fast-isel=0"] : []),
    ...(debug ? ["-g"] : []),
    colour(options),
    "-DHPY",
    `-DHPY_ABI_${abi.toUpperCase()}`,
    // Declares clock(), which wasi-libc otherwise marks as missing.
    "-D_WASI_EMULATED_PROCESS_CLOCKS",
    ...includeDirs.map((folder) => `-I${folder}`),
    `-I${places.include}`,
    ...pythonFolders[abi],
    ...(kind === "pic" ? ["-isystem", places.libc] : []),
    ...flags.filter((flag) => !isLinkFlag(flag)),
  ];
}

/** The arguments that link objects and archives, which follow. */
export function linkArguments(clang: Clang, kind: ModuleKind, options: CompileOptions): string[] {
  const exported = ["malloc", "free", "__errno_location"].map((name) => `-Wl,--export=${name}`);
  return [
    ...(kind === "pic"
      ? [...clang.target.linkSide, ...sideArguments, ...importArguments[options.abi ?? "universal"]]
      : [...clang.target.linkReactor, ...reactorArguments, "-Wl,--export-dynamic", ...exported]),
    ...(options.debug ? [] : ["-Wl,--strip-debug"]),
    colour(options),
    ...(options.flags ?? []).filter(isLinkFlag),
  ];
}

function colour({ colours }: CompileOptions): string {
  return colours ? "-fdiagnostics-color=always" : "-fno-color-diagnostics";
}
