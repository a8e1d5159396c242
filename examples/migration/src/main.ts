/**
 * An extension on CPython's C API that moves to HPy in three steps. Each is built and passes the same tests:
 *
 * 0. `0-c-api.c`: where it begins, an ordinary extension module of one Python version;
 * 1. `1-legacy.c`: HPy makes the module and the type, of CPython's own functions (hybrid ABI);
 * 2. `2-hybrid.c`: half of it is HPy's (hybrid ABI);
 * 3. `3-universal.c`: all of it is, and one build serves all versions, sandboxed too.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Abi, type Compiler, libcModule, loadCompiler, type PythonVersion } from "@hpyjs/devel";
import { loadHPy } from "hpyjs";

interface Step {
  readonly source: string;
  readonly abi: Abi;
}

const steps: readonly Step[] = [
  { source: "0-c-api.c", abi: "cpython" },
  { source: "1-legacy.c", abi: "hybrid" },
  { source: "2-hybrid.c", abi: "hybrid" },
  { source: "3-universal.c", abi: "universal" },
];

const pythons: readonly { readonly packageName: string; readonly version: PythonVersion }[] = [
  { packageName: "pyodide-312", version: [3, 12] },
  { packageName: "pyodide-313", version: [3, 13] },
  { packageName: "pyodide-314", version: [3, 14] },
];

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");

/**
 * Builds one step for one version. The headers of a CPython that is installed would do; these sources can do without, since
 * they use only what HPy.js declares of CPython's limited API.
 */
function build(compiler: Compiler, { source, abi }: Step, version: PythonVersion) {
  const made = compiler.compile({
    name: "stacks",
    abi,
    sources: [{ file: source, text: read(source) }],
    flags: ["-Wall", "-Wextra", "-Werror"],
    ...(abi !== "universal" && { python: { version } }),
  });
  if (!made.ok) throw new Error(made.stderr);
  return made;
}

interface Pyodide {
  readonly FS: { mkdirTree(path: string): void; writeFile(path: string, content: Uint8Array): void };
  readonly version: string;
  pyimport(name: string): unknown;
  runPython(code: string): unknown;
}

/** Runs the tests on one file, in a Pyodide of its own. */
async function test(packageName: string, file: string, flavour: string): Promise<void> {
  const { loadPyodide } = (await import(packageName)) as { loadPyodide(): Promise<Pyodide> };
  const pyodide = await loadPyodide();
  const name = file.slice(file.lastIndexOf("/") + 1);
  pyodide.FS.mkdirTree("/extensions");
  pyodide.FS.writeFile(`/extensions/${name}`, new Uint8Array(readFileSync(file)));
  pyodide.runPython("import sys; sys.path.insert(0, '/extensions')");
  // An ordinary extension module needs none of this.
  if (!name.endsWith(".so")) {
    loadHPy(pyodide, {
      wasm: flavour === "sandboxed" ? { flavour, library: await libcModule() } : { flavour: "linked" },
    });
  }
  pyodide.runPython(read("tests.py"));
}

const [packageName, file, flavour] = process.argv.slice(2);
if (packageName !== undefined && file !== undefined && flavour !== undefined) {
  await test(packageName, file, flavour);
} else {
  const folder = mkdtempSync(join(tmpdir(), "migration-"));
  try {
    const compiler = await loadCompiler();
    for (const step of steps) {
      console.log(`${step.source} (${step.abi} ABI)`);
      for (const { packageName, version } of pythons) {
        const { bytes, file } = build(compiler, step, version);
        const path = join(folder, file);
        writeFileSync(path, bytes);
        for (const flavour of step.abi === "universal" ? ["linked", "sandboxed"] : ["linked"]) {
          // Each in a process of its own: Pyodides of different versions get in each other's way.
          const args = [fileURLToPath(import.meta.url), packageName, path, flavour];
          const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
          if (status !== 0) throw new Error(`${step.source} fails on ${packageName}, ${flavour}`);
          console.log(`  ${version.join(".")} ${flavour.padEnd(9)}  ${file}: all tests pass`);
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
