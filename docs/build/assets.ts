/** Styles and scripts of the site, bundled, and what the live page loads beside them. */

import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Write } from "./page.ts";
import { out, root } from "./root.ts";

/** The folder of a package that the site uses. */
function packageFolder(name: string): string {
  return fileURLToPath(new URL(`../node_modules/${name}/`, import.meta.url));
}

/** clang's own bundle stays as it is, beside the files that it loads. */
const clangStaysOutside: Plugin = {
  name: "clang",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@yowasp\/clang$/ }, () => ({ path: "../../clang/bundle.js", external: true }));
  },
};

/** What is for Node alone in code that is for both: TypeScript's access to files, for one. */
const nodeIsEmpty: Plugin = {
  name: "node",
  setup: ({ onLoad, onResolve }) => {
    onResolve(
      { filter: /^(?:node:|(?:fs|path|os|perf_hooks|inspector|crypto|module|url)$)/ },
      ({ path }) => ({
        path,
        namespace: "node",
      }),
    );
    onLoad({ filter: /.*/, namespace: "node" }, () => ({ contents: "module.exports = {};" }));
  },
};

function copy(from: string, to: string, chosen: (name: string) => boolean): void {
  for (const name of readdirSync(from).filter(chosen)) {
    mkdirSync(dirname(`${out}${to}/${name}`), { recursive: true });
    cpSync(`${from}/${name}`, `${out}${to}/${name}`);
  }
}

/**
 * Builds styles and scripts.
 * @param local whether the live page takes Pyodide from the site itself, not from its CDN.
 */
export async function buildAssets(local: boolean, write: Write): Promise<void> {
  for (const name of ["site", "live"]) {
    write(`assets/${name}.css`, readFileSync(`${root}docs/theme/${name}.css`));
  }
  const { version } = JSON.parse(readFileSync(`${packageFolder("pyodide")}package.json`, "utf8"));
  const pyodide = local ? "../../pyodide/" : `https://cdn.jsdelivr.net/pyodide/v${version}/full/`;
  const common = {
    bundle: true,
    format: "esm",
    target: "es2023",
    minify: true,
    logLevel: "warning",
  } as const;
  await Promise.all([
    build({ ...common, entryPoints: [`${root}docs/theme/site.ts`], outdir: `${out}assets` }),
    build({
      ...common,
      splitting: true,
      entryPoints: {
        main: `${root}docs/live/main.ts`,
        worker: `${root}docs/live/worker.ts`,
        extension: `${packageFolder("@hpyjs/extension")}dist/index.js`,
      },
      // `@hpyjs/devel` looks for its files in `../../dist/prebuilt`, from where its code is.
      outdir: `${out}live/app/js`,
      define: { PYODIDE: JSON.stringify(pyodide) },
      plugins: [clangStaysOutside, nodeIsEmpty],
    }),
  ]);
  copy(`${packageFolder("@hpyjs/devel")}dist/prebuilt`, "live/dist/prebuilt", () => true);
  copy(`${packageFolder("@yowasp/clang")}gen`, "live/clang", (name) => /\.(?:js|wasm|tar)$/.test(name));
  if (local) {
    const needed = /^(?:pyodide\.mjs|pyodide\.asm\.\w+|pyodide-lock\.json|python_stdlib\.zip)$/;
    copy(packageFolder("pyodide"), "live/pyodide", (name) => needed.test(name));
  }
}
