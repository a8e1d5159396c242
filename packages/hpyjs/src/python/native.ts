/**
 * The part of loading from files that is not Python: two extensions, which Python calls.
 *
 * Python reads a file and gives it to `_hpyjs_native.open`. Everything after that happens on the layer that the
 * extension is loaded on, in debug mode say, whose handles are not those of other layers: so each layer has a module of
 * its own, the *hooks*, with the three steps `bind`, `create` and `execute`.
 */

import { InterpreterTagError } from "@hpyjs/abi-hybrid";
import { WasmLoadError } from "@hpyjs/abi-universal";
import {
  AbiVersionError,
  checkAbiVersion,
  type Definition,
  type ExtensionModule,
  HPy_NULL,
  type Layer,
  loadExtension,
  type ModuleDefinition,
} from "@hpyjs/core";
import { type Context, HPyModule } from "@hpyjs/extension";
import { ScriptLoadError, UnknownModeError } from "../errors.ts";
import type { StagesByAbi } from "../modes.ts";

/** Opens the module called `name` in a file: `bytes` is its content. */
export type OpenModule = (name: string, path: string, bytes: Uint8Array<ArrayBuffer>) => ExtensionModule;

/** What one step of loading leaves for the next. */
interface Progress {
  extension: ExtensionModule | null;
  definition: ModuleDefinition | null;
}

/** Runs a step whose failure is Python's to handle, under upstream's message. */
function raising<T>(ctx: Context, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof InterpreterTagError) throw ctx.error(ctx.h_ImportError, thrown.message);
    const isLoadError = [WasmLoadError, ScriptLoadError, AbiVersionError].some(
      (type) => thrown instanceof type,
    );
    if (isLoadError) throw ctx.error(ctx.h_RuntimeError, (thrown as Error).message);
    if (thrown instanceof UnknownModeError) throw ctx.error(ctx.h_ImportError, thrown.message);
    throw thrown;
  }
}

/** Takes out what an earlier step left. */
function take<K extends keyof Progress>(progress: Progress, key: K): NonNullable<Progress[K]> {
  const left = progress[key];
  progress[key] = null;
  if (left === null || left === undefined)
    throw new Error(`Cannot load: there is no ${key}; call open() first.`);
  return left;
}

/** The module `_hpyjs_native`. @param stages makes the layers. */
export function nativeModule(stages: StagesByAbi, open: OpenModule): ExtensionModule {
  const progress: Progress = { extension: null, definition: null };
  const loaded = new Set<string>();
  return HPyModule("_hpyjs_native", {
    methods: {
      open: {
        doc: "Opens the module with this name in a file with this content.",
        parameters: ["name", "path", "content", "/"],
        VARARGS: (ctx, _self, args) => {
          const [name, path, content] = ctx.Arg_Parse(args, "OOO:open");
          const bytes = ctx.Bytes_AsString(content);
          // Symbols are ASCII: a name that is not raises UnicodeEncodeError.
          ctx.Unicode_AsASCIIString(name).close();
          progress.extension = raising(ctx, () =>
            open(ctx.Unicode_AsUTF8AndSize(name), ctx.Unicode_AsUTF8AndSize(path), bytes),
          );
          return null;
        },
      },
      hooks: {
        doc:
          "The name of the module that loads what was opened through these modes, the innermost first; it is in " +
          "sys.modules.",
        parameters: ["modes", "/"],
        O: (ctx, _self, modes) => {
          const names = [...ctx.iterate(modes)].map((mode) => ctx.Unicode_AsUTF8AndSize(mode));
          const abi = progress.extension?.abi ?? "universal";
          const hooksName = ["_hpyjs_hooks", abi, ...names].join("_");
          if (loaded.has(hooksName)) return hooksName;
          const layer = raising(ctx, () => stages[abi].layer(names));
          loadHooks(layer, hooksName, progress);
          loaded.add(hooksName);
          return hooksName;
        },
      },
    },
  });
}

/** Puts the hooks of a layer into `sys.modules`. */
function loadHooks(layer: Layer, name: string, progress: Progress): void {
  layer.boundary.enter(() => {
    const module = loadExtension(layer, hooksModule(name, progress), { register: true });
    if (module === HPy_NULL)
      throw new Error(`Cannot load on the layer "${layer.name}": it could not make a module.`);
    (layer.unobserved ?? layer.api).Close(module);
  });
}

/** The hooks, which become those of the layer that they are bound to. */
function hooksModule(name: string, progress: Progress): ExtensionModule {
  const bind = (layer: Layer): ModuleDefinition => {
    // What the hooks call is not the extension's doing.
    const own: Layer = { ...layer, api: layer.unobserved ?? layer.api };
    const written = HPyModule(name, {
      methods: {
        bind: {
          doc: "Binds the module that was opened.",
          NOARGS: (ctx) => {
            const extension = take(progress, "extension");
            progress.definition = raising(ctx, () => {
              checkAbiVersion(symbolName(extension.name), extension.requires);
              return extension.bind(layer);
            });
            return null;
          },
        },
      },
    }).bind(own);
    return { ...written, defines: [...written.defines, ...rawHooks(own, progress)] };
  };
  return { name, requires: { major: 0, minor: 0 }, bind };
}

/** The hooks that pass objects on, whatever the layer's handles are. */
function rawHooks({ api, extra }: Layer, progress: Progress): readonly Definition[] {
  return [
    {
      kind: "meth",
      name: "create",
      signature: "O",
      doc: "create(spec, /)\n--\n\nMakes the module that was bound.",
      impl: (_self, spec) => extra.Module_FromDefinition(take(progress, "definition"), spec),
    },
    {
      kind: "meth",
      name: "execute",
      signature: "O",
      doc: "execute(module, /)\n--\n\nExecutes a module, the first time.",
      impl: (_self, module) => (extra.Module_Exec(module) === 0 ? api.Dup(api.h_None) : HPy_NULL),
    },
  ];
}

/** The name of a module as its symbols, and so upstream's messages, have it. */
function symbolName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).replaceAll("-", "_");
}
