/** Bundles the pages of the browser tests: one script each, for pages, module workers and classic workers alike. */

import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { root } from "../checks/source-files.ts";

/** The workspace's packages, as they were built. */
const workspace: Plugin = {
  name: "workspace",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^(@hpyjs\/|hpyjs$)/ }, ({ path }) => {
      const [, folder = "hpyjs", entry = ""] = /^(?:@hpyjs\/([^/]+)|hpyjs)(\/[^/]+)?$/.exec(path) ?? [];
      return { path: join(root, "packages", folder, `dist${entry}`, "index.js"), sideEffects: false };
    });
  },
};

/** Bundles one of `pages`. @param plugins what takes the place of modules that are for Node. */
export async function bundlePage(name: string, plugins: readonly Plugin[] = []): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "tools", "browser", "pages", `${name}.ts`)],
    bundle: true,
    // What is imported from Node is not run in a browser, or not even left in the bundle.
    external: ["node:*"],
    format: "iife",
    // What asks for it looks for files of its package, which the server has at the same place.
    define: { "import.meta.url": "location.href" },
    legalComments: "none",
    logLevel: "warning",
    platform: "browser",
    plugins: [...plugins, workspace],
    target: "es2023",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
