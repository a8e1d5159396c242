/**
 * The fixtures in C and C++, compiled. Each file of the folder `fixtures` that ends with `.c` or `.cpp` is one; results
 * are kept in `node_modules/.cache`, by a hash of all that goes into them, so that the compiler is loaded only when
 * something has changed.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Abi, type Compiler, loadAssets, loadCompiler } from "@hpyjs/devel";

const folder = fileURLToPath(new URL("../fixtures/", import.meta.url));
const cache = fileURLToPath(new URL("../../../node_modules/.cache/hpyjs-conformance/c/", import.meta.url));

/** The compiled fixtures, by name; one that does not compile is an error, thrown when it is asked for. */
export type CFixtures = ReadonlyMap<string, Uint8Array<ArrayBuffer> | FixtureCompileError>;

/** A C compiler that rejects a fixture is a mistake in the fixture. */
export class FixtureCompileError extends Error {
  /** The class's name. */
  override readonly name: string = "FixtureCompileError";
}

/** Fixtures that use CPython's own C API, which the universal ABI does not have. */
const legacy: ReadonlySet<string> = new Set(["legacy.c"]);

/**
 * Compiles for an ABI what has changed, and gives all fixtures. Those with CPython's own C API are compiled with the
 * declarations of the limited API that HPy.js has, so that no CPython needs to be installed; they are the same for every
 * version.
 */
export async function compileFixtures(abi: Abi): Promise<CFixtures> {
  const files = readdirSync(folder).filter((file) => abi !== "universal" || !legacy.has(file));
  const read = (file: string): string => readFileSync(folder + file, "utf8");
  const headers = files.filter((file) => file.endsWith(".h")).map((file) => ({ file, text: read(file) }));
  const base = createHash("sha256")
    .update(JSON.stringify([abi, headers]))
    .update(await assetsFingerprint());
  const fixtures = new Map<string, Uint8Array<ArrayBuffer> | FixtureCompileError>();
  let compiler: Compiler | null = null;
  mkdirSync(cache, { recursive: true });
  for (const file of files.filter((name) => /\.(c|cpp)$/.test(name))) {
    const text = read(file);
    const name = file.replace(/\.\w+$/, "");
    const kept = `${cache}${name}-${base.copy().update(file).update(text).digest("hex").slice(0, 32)}.wasm`;
    const found = readIfThere(kept);
    if (found !== null) {
      fixtures.set(name, found);
      continue;
    }
    compiler ??= await loadCompiler();
    const made = compileOne(compiler, abi, name.replaceAll("-", "_"), { file, text }, headers);
    if (!(made instanceof Error)) writeWhole(kept, made);
    fixtures.set(name, made);
  }
  return fixtures;
}

function compileOne(
  compiler: Compiler,
  abi: Abi,
  name: string,
  source: { file: string; text: string },
  headers: readonly { file: string; text: string }[],
): Uint8Array<ArrayBuffer> | FixtureCompileError {
  const flags = ["-Wall", "-Wextra", "-Werror"];
  const python = abi === "universal" ? {} : { python: { version: [3, 14] as const } };
  const { ok, bytes, stderr } = compiler.compile({ abi, name, sources: [source], headers, flags, ...python });
  if (!ok) return new FixtureCompileError(`fixtures/${source.file} does not compile:\n${stderr}`);
  return new Uint8Array(bytes);
}

/** A hash of the headers and archives that every extension is compiled with. */
async function assetsFingerprint(): Promise<string> {
  const { headers, archives } = await loadAssets();
  const hash = createHash("sha256");
  for (const [name, content] of Object.entries({ ...headers, ...archives }))
    hash.update(name).update(content);
  return hash.digest("hex");
}

function readIfThere(file: string): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    return null;
  }
}

/** Other processes may do the same at this moment: the file appears whole, or not at all. */
function writeWhole(file: string, bytes: Uint8Array): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, bytes);
  renameSync(part, file);
}
