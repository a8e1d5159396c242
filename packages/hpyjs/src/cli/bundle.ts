/** Modules in TypeScript bundled into one text, with all that they import. */

import { CliError, importOptional } from "./errors.ts";
import { readBytes } from "./files.ts";

interface BuildError {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number } | null;
}

/**
 * Bundles a module.
 * @param format `cjs` is what Python's import finder runs as `name.hpy0.js`: a script that gives its exports to
 * `module.exports`. It holds the parts of `@hpyjs/extension` that the module uses, so nothing has to be installed beside
 * it. `esm` is a module for `import()`.
 * @throws CliError when there is no esbuild, or when it finds a mistake.
 */
export async function bundle(path: string, format: "cjs" | "esm"): Promise<Uint8Array> {
  const { build } = await importOptional(() => import("esbuild"), "esbuild", `bundling ${path}`);
  readBytes(path);
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      format,
      platform: "neutral",
      mainFields: ["module", "main"],
      target: "es2023",
      write: false,
      logLevel: "silent",
    });
    return outputFiles[0]?.contents ?? new Uint8Array();
  } catch (thrown) {
    const [first] = (thrown as { readonly errors?: readonly BuildError[] }).errors ?? [];
    const where = first?.location ? `${first.location.file}:${first.location.line}: ` : "";
    throw new CliError(`cannot bundle ${path}: ${where}${first?.text ?? String(thrown)}`);
  }
}
