/** Builds the Python wheel `hpyjs`: the runtime, bundled, with the Python package that starts it. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { ownVersion, pythonVersion } from "../../packages/hpyjs/src/cli/own-version.ts";
import { wheel } from "../../packages/hpyjs/src/cli/wheel.ts";
import { root } from "../checks/source-files.ts";

/** What stack traces call the script. */
const sourceUrl = "hpyjs-runtime/runtime.js";

const source = join(root, "packages", "hpyjs", "python");

/** The runtime as one script. */
export async function runtimeScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(source, "runtime.ts")],
    bundle: true,
    charset: "utf8",
    // Only debug mode asks, to leave its own frames out of stack traces.
    define: { "import.meta.url": JSON.stringify(sourceUrl) },
    footer: { js: `//# sourceURL=${sourceUrl}` },
    format: "iife",
    legalComments: "none",
    logLevel: "warning",
    minify: true,
    platform: "browser",
    target: "es2022",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

/**
 * Builds the wheel from the built packages.
 * @param outDir the folder to put it into.
 * @returns its path.
 */
export async function buildWheel(outDir: string): Promise<string> {
  const version = pythonVersion(ownVersion());
  const temporary = mkdtempSync(join(tmpdir(), "hpyjs-wheel-"));
  const folder = join(temporary, "hpyjs");
  cpSync(join(source, "hpyjs"), folder, { recursive: true, filter: (path) => !path.includes("__pycache__") });
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  cpSync(join(root, "packages", "devel", "dist", "prebuilt", "libc.wasm"), join(folder, "libc.wasm"));
  writeFileSync(join(folder, "_version.py"), `__version__ = "${version}"\n`);
  writeFileSync(join(folder, "runtime.js"), await runtimeScript());
  const { description } = JSON.parse(readFileSync(join(root, "packages/hpyjs/package.json"), "utf8"));
  const file = await wheel([folder], {
    name: "hpyjs",
    version,
    summary: description,
    readme: join(source, "README.md"),
    fields: [
      "License: MIT",
      "Project-URL: Source, https://github.com/hpyjs/hpyjs",
      "Classifier: Environment :: WebAssembly :: Emscripten",
      "Requires-Python: >=3.12",
    ],
    requires: [],
    runtime: false,
    outDir,
  });
  rmSync(temporary, { recursive: true, force: true });
  return file;
}
