/** `hpyjs build`: an extension from sources in C and C++. */

import { basename, extname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { Abi } from "@hpyjs/devel";
import { CliError, importOptional } from "./errors.ts";
import { byteCount, isFolder, writeFile } from "./files.ts";
import { showProgress } from "./progress.ts";
import { type PythonOptions, pythonHeaders } from "./python-version.ts";
import { readSources, takeIncludeFlags } from "./source-files.ts";

/** What the command line says. */
export interface BuildOptions extends PythonOptions {
  /** The folder for what is made. */
  readonly outDir: string;
  /** The extension's name, or `undefined` for that of the first source. */
  readonly name?: string;
  /** The ABI. */
  readonly abi: Abi;
  /** Whether to make a module with a memory of its own. */
  readonly reactor?: boolean;
  /** Folders that are searched for headers. */
  readonly include: readonly string[];
  /** The system's clang: its path, or `true` for the one on the PATH. */
  readonly clang?: string | true;
  /** Whether earlier results may be used. */
  readonly cache: boolean;
}

/**
 * Builds.
 * @param flags what stands behind `--`: further arguments for clang.
 * @returns the exit status: 1 when clang found errors, which it has told.
 */
export async function build(
  sources: readonly string[],
  flags: readonly string[],
  options: BuildOptions,
): Promise<number> {
  const { folders, rest } = takeIncludeFlags(flags);
  const include = [...options.include, ...folders];
  const missing = include.find((folder) => !isFolder(folder));
  if (missing !== undefined) throw new CliError(`there is no folder ${missing} to look for headers in`);
  const files = readSources(sources, include);
  const [first = ""] = sources;
  // One module is compiled once: a slower start for faster code does not pay.
  if (options.clang === undefined) setFlagsFromString("--liftoff-only");
  const devel = await importOptional(() => import("@hpyjs/devel"), "@hpyjs/devel", "hpyjs build");
  const node = await importOptional(() => import("@hpyjs/devel/node"), "@hpyjs/devel", "hpyjs build");
  const progress = showProgress("Loading the compiler");
  try {
    if (!devel.abis.includes(options.abi)) {
      throw new CliError(`--abi ${options.abi}: there are ${devel.abis.join(", ")}`);
    }
    const python = pythonHeaders(options.abi, options, node);
    const compiler = await devel.loadCompiler({
      progress: progress.update,
      ...(options.clang !== undefined && {
        clang: node.systemClang(options.clang === true ? {} : { path: options.clang }),
      }),
      ...(options.cache && { cache: new node.DirectoryStore(join(node.cacheFolder(), "modules")) }),
    });
    progress.end();
    const begin = performance.now();
    const result = compiler.compile({
      name: options.name ?? basename(first, extname(first)),
      ...files,
      abi: options.abi,
      ...(python !== undefined && { python }),
      reactor: options.reactor === true,
      flags: [...rest],
      colours: process.stderr.isTTY === true,
    });
    process.stderr.write(result.stderr);
    if (!result.ok) return 1;
    const file = join(options.outDir, result.file);
    writeFile(file, result.bytes);
    const took = `${((performance.now() - begin) / 1000).toFixed(2)} s${result.cached ? ", from the cache" : ""}`;
    console.log(`${file} (${byteCount(result.bytes.length)}, ${took})`);
    return 0;
  } catch (thrown) {
    progress.end();
    const known = [devel.CompileOptionsError, devel.CompilerMissingError, devel.PythonHeadersError];
    if (!known.some((type) => thrown instanceof type)) throw thrown;
    const option = thrown instanceof devel.PythonHeadersError ? " (--python-include DIR)" : "";
    throw new CliError(`${(thrown as Error).message}${option}`);
  }
}
