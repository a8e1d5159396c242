/** Puts HPy's side of Python into an interpreter. */

import { loadUniversal, registerUniversal } from "@hpyjs/abi-universal";
import { HPy_NULL, type Layer } from "@hpyjs/core";
import type { HandOver } from "../hand-over.ts";
import type { StagesByAbi } from "../modes.ts";
import type { PyodideLike } from "../pyodide.ts";
import { findingSource } from "./finding-source.ts";
import { loadingSource } from "./loading-source.ts";
import type { PythonModules } from "./modules.ts";
import { nativeModule, type OpenModule } from "./native.ts";
import { universalSource } from "./universal-source.ts";

/** What Python's side is installed into, and what it calls. */
export interface Installation {
  /** The interpreter. */
  readonly pyodide: PyodideLike;
  /** The way to it. */
  readonly handOver: HandOver;
  /** Its lowest layer. */
  readonly layer: Layer;
  /** The layers around that. */
  readonly stages: StagesByAbi;
  /** Opens a module in a file. */
  readonly open: OpenModule;
  /** The modules that the modes bring. */
  readonly modules: PythonModules;
}

/** Removes what an earlier HPy.js left in this interpreter, then makes the modules of source. */
const bootstrap = `
import sys, types

earlier = sys.modules.get("_hpyjs_finding")
if earlier is not None:
    earlier.uninstall()
for name, source in sources.items():
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)
module.install(own, aliases, names)
`;

/**
 * Installs `hpy.universal`, the modules of the modes, and the finders of files.
 * @throws whatever is wrong with the modes' modules.
 */
export function installPython({ pyodide, handOver, layer, stages, open, modules }: Installation): void {
  handOver.give(layer, () => loadUniversal(layer, nativeModule(stages, open), { register: true }));
  const { extensions, sources, aliases = {} } = modules;
  const namespace = {
    sources: { _hpyjs_loading: loadingSource, _hpyjs_finding: findingSource },
    own: { "hpy.universal": universalSource, ...sources },
    aliases,
    names: extensions.map(({ name }) => name),
  };
  pyodide.runPython(`exec(${JSON.stringify(bootstrap)}, ${JSON.stringify(namespace)})`);
  for (const extension of extensions) {
    handOver.give(layer, () =>
      registerUniversal(layer, extension) === 0 ? layer.api.Dup(layer.api.h_None) : HPy_NULL,
    );
  }
}
