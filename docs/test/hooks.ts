/** Preloaded by `node --import`: the programs on the pages get Pyodide from `pyodide.ts`. */

import { registerHooks } from "node:module";

const replacement = new URL("pyodide.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "pyodide" && context.parentURL !== replacement
      ? { url: replacement, shortCircuit: true, format: "module-typescript" }
      : next(specifier, context),
});
