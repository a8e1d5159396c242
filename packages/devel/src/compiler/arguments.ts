/** The command lines: what clang is told for each kind of module. */

import type { Clang } from "../clang/clang.ts";
import type { CompileOptions, ModuleKind } from "./options.ts";

/** Where our own files lie beside the sources. */
export const places = {
  include: "hpy/include",
  libc: "hpy/libc",
  lib: "hpy/lib",
} as const;

/** The bytes of stack that a module with a memory of its own has; it lies below the data, so an overflow traps. */
const stackSize = 1024 * 1024;

/** Whether an argument is for linking. */
const isLinkFlag = (flag: string): boolean => /^-(Wl,|l|L)/.test(flag);

/** The arguments that compile one source to `output`, which come before those of its language. */
export function compileArguments(clang: Clang, kind: ModuleKind, options: CompileOptions): string[] {
  return [
    ...targetOf(clang, kind),
    "-fvisibility=hidden",
    `-O${options.optimise ?? "2"}`,
    // At -O0 this keeps __attribute__((error)) working.
    ...(options.optimise === "0" ? ["-mllvm", "-fast-isel=0"] : []),
    ...(options.debug ? ["-g"] : []),
    colour(options),
    "-DHPY",
    "-DHPY_ABI_UNIVERSAL",
    ...(options.includeDirs ?? []).map((folder) => `-I${folder}`),
    `-I${places.include}`,
    "-isystem",
    places.libc,
    ...(options.flags ?? []).filter((flag) => !isLinkFlag(flag)),
  ];
}

/** The arguments that link objects and archives, which follow. */
export function linkArguments(clang: Clang, kind: ModuleKind, options: CompileOptions): string[] {
  const own =
    kind === "pic"
      ? [
          "-nostdlib",
          "-Wl,-shared",
          "-Wl,--experimental-pic",
          "-Wl,--no-entry",
          "-Wl,--unresolved-symbols=import-dynamic",
        ]
      : [
          "-mexec-model=reactor",
          `-Wl,-z,stack-size=${stackSize}`,
          "-Wl,--stack-first",
          "-Wl,--export-dynamic",
          "-Wl,--export-table",
          "-Wl,--growable-table",
          ...["malloc", "free", "__errno_location"].map((name) => `-Wl,--export=${name}`),
          "-Wl,--export-if-defined=__stack_pointer",
        ];
  return [
    ...clang.quirks.target,
    ...own,
    ...(options.debug ? [] : ["-Wl,--strip-debug"]),
    colour(options),
    ...(options.flags ?? []).filter(isLinkFlag),
  ];
}

function targetOf({ quirks }: Clang, kind: ModuleKind): readonly string[] {
  return kind === "pic" ? quirks.picTarget : quirks.target;
}

function colour({ colours }: CompileOptions): string {
  return colours ? "-fdiagnostics-color=always" : "-fno-color-diagnostics";
}
