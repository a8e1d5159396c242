/** `hpyjs build`: a `.hpy0.wasm` from sources in C and C++. */

import { readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { CliError, importOptional } from "./errors.ts";
import { byteCount, commonFolder, isFolder, readText, slashes, writeFile } from "./files.ts";
import { showProgress } from "./progress.ts";

/** What the command line says. */
export interface BuildOptions {
  /** The folder for what is made. */
  readonly outDir: string;
  /** The extension's name, or `undefined` for that of the first source. */
  readonly name?: string;
  /** The ABI. */
  readonly abi: string;
  /** Whether to make a module with a memory of its own. */
  readonly reactor?: boolean;
  /** Folders that are searched for headers. */
  readonly include: readonly string[];
  /** The system's clang: its path, or `true` for the one on the PATH. */
  readonly clang?: string | true;
  /** Whether earlier results may be used. */
  readonly cache: boolean;
}

const headerPattern = /\.(h|hh|hpp|hxx|inc|def)$/;

/** The headers beside the sources and in the folders that are searched. */
function headersIn(folders: readonly string[], base: string): { file: string; text: string }[] {
  const found = new Map<string, string>();
  for (const folder of folders) {
    if (!isFolder(folder)) throw new CliError(`there is no folder ${folder}`);
    for (const name of readdirSync(folder, { recursive: true }) as string[]) {
      if (!headerPattern.test(name) || name.includes("node_modules")) continue;
      const path = join(folder, name);
      found.set(slashes(relative(base, path)), path);
    }
  }
  return [...found].map(([file, path]) => ({ file, text: readText(path) }));
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
  const texts = sources.map((path) => ({ path, text: readText(path) }));
  // One module is compiled once: a slower start for faster code does not pay.
  if (options.clang === undefined) setFlagsFromString("--liftoff-only");
  const devel = await importOptional(() => import("@hpyjs/devel"), "@hpyjs/devel", "hpyjs build");
  const node = await importOptional(() => import("@hpyjs/devel/node"), "@hpyjs/devel", "hpyjs build");
  const folders = [...new Set([...sources.map((path) => dirname(path)), ...options.include])];
  const base = commonFolder(folders);
  const inside = (path: string): string => slashes(relative(base, resolve(path)));
  const name = options.name ?? basename(sources[0] ?? "", /\.[^.]*$/.exec(sources[0] ?? "")?.[0] ?? "");
  const progress = showProgress("Loading the compiler");
  try {
    const begin = performance.now();
    const compiler = await devel.loadCompiler({
      progress: progress.update,
      ...(options.clang !== undefined && {
        clang: node.systemClang(options.clang === true ? {} : { path: options.clang }),
      }),
      ...(options.cache && { cache: new node.DirectoryStore(join(node.cacheFolder(), "modules")) }),
    });
    progress.end();
    const result = compiler.compile({
      name,
      sources: texts.map(({ path, text }) => ({ file: inside(path), text })),
      headers: headersIn(folders, base),
      includeDirs: options.include.map((folder) => inside(folder) || "."),
      abi: options.abi,
      reactor: options.reactor === true,
      flags: [...flags],
      colours: process.stderr.isTTY === true,
    });
    process.stderr.write(result.stderr);
    if (!result.ok) return 1;
    const file = join(options.outDir, result.file);
    writeFile(file, result.bytes);
    const took = result.cached ? "from the cache" : `${((performance.now() - begin) / 1000).toFixed(1)} s`;
    console.log(`${file} (${byteCount(result.bytes.length)}, ${took})`);
    return 0;
  } catch (thrown) {
    progress.end();
    if (thrown instanceof devel.CompileOptionsError || thrown instanceof devel.CompilerMissingError) {
      throw new CliError(thrown.message);
    }
    throw thrown;
  }
}
