/** A clang that is installed on the machine, with its wasm-ld. Any version since 14 will do for C. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Clang, ClangDriver, ClangRun, FileMap } from "../clang/clang.ts";
import { CompilerMissingError } from "../errors.ts";
import { unpackedSysroot } from "./sysroot.ts";

/** The system's clang. */
export interface SystemClangOptions {
  /** Its path, or its name on `PATH`. Default: `clang`. */
  readonly path?: string;
  /** A folder with wasi-libc's headers and libraries. Default: those of the compiler from the registry, unpacked. */
  readonly sysroot?: string;
}

/** Prepares the system's clang. @throws CompilerMissingError when it cannot be run. */
export function systemClang({ path = "clang", sysroot = unpackedSysroot() }: SystemClangOptions = {}): Clang {
  const { error, status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  if (error !== undefined || status !== 0) {
    const message = `cannot run '${path}' --version: install clang and lld, or use the clang of the npm registry`;
    throw new CompilerMissingError(message, { cause: error });
  }
  const headers = [`--sysroot=${sysroot}`, "-idirafter", join(sysroot, "include/wasm32-wasip1")];
  const libraries = join(sysroot, "lib/wasm32-wasip1");
  const wasi = "--target=wasm32-wasip1";
  return {
    version: `${stdout}${sysroot}`,
    target: {
      // Old versions make position-independent code for Emscripten only.
      pic: ["--target=wasm32-unknown-emscripten", "-D__wasi__=1", "-fPIC", ...headers],
      plain: [wasi, ...headers],
      linkSide: [wasi, "-nostdlib"],
      linkReactor: [
        wasi,
        "-mexec-model=reactor",
        "-nostdlib",
        join(libraries, "crt1-reactor.o"),
        `-L${libraries}`,
        `-L${join(sysroot, "lib/wasm32-unknown-wasip1")}`,
        ...["c++", "c++abi", "c-printscan-long-double", "c", "clang_rt.builtins"].map((name) => `-l${name}`),
      ],
    },
    run: (driver, args, files, output) => run(path, driver, args, files, output),
  };
}

/** A symbol that wasi-libc needs, and that linkers offer since version 15. */
const heapEnd = "undefined symbol: __heap_end";

/** What is said where a linker is too old for wasi-libc. */
const tooOld =
  "hpyjs: this wasm-ld is too old for a module with its own memory: it takes version 15 or later\n";

function run(
  path: string,
  driver: ClangDriver,
  args: readonly string[],
  files: FileMap,
  output: string,
): ClangRun {
  const folder = mkdtempSync(join(tmpdir(), "hpyjs-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const mode = driver === "clang++" ? ["--driver-mode=g++"] : [];
    const { error, status, stdout, stderr } = spawnSync(path, [...mode, ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error !== undefined) throw new CompilerMissingError(`cannot run '${path}'`, { cause: error });
    const ok = status === 0;
    const printed = stdout + stderr + (stderr.includes(heapEnd) ? tooOld : "");
    return { ok, stderr: printed, output: ok ? read(join(folder, output)) : null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(file: string): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    return null;
  }
}
