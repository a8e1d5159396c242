/**
 * Preloaded by `node --import`: the packages of the workspace resolve to their sources, `pyodide` to the newest one that
 * the workspace installs. So a program that lies anywhere runs as if it had installed them, and no build is needed.
 */

import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === "pyodide") return next("pyodide-314", { ...context, parentURL: import.meta.url });
    const match = /^(?:@hpyjs\/([^/]+)|hpyjs)(\/[^/]+)?$/.exec(specifier);
    if (match === null) return next(specifier, context);
    const [, folder = "hpyjs", entry = ""] = match;
    return next(new URL(`../../packages/${folder}/src${entry}/index.ts`, import.meta.url).href, context);
  },
});
