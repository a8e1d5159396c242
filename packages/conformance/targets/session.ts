/** What the sessions of all targets on Pyodide have in common. */

import type { ExtensionModule, ExtraApi, Handle, Layer, Mode, ModuleDefinition } from "@hpyjs/core";
import type { Session } from "../src/index.ts";
import type { Interpreter } from "./interpreter.ts";

/** What differs between them. */
export interface SessionParts {
  /** The layer without modes. */
  readonly plain: Layer;
  /** The modes around it, inner first, made anew for each interpreter. */
  readonly modes: readonly (() => Mode)[];
  /** A fixture by its name. @throws RangeError when there is none. */
  fixture(name: string): ExtensionModule;
  /** Loads an extension by the target's ABI. The layer is the one inside the modes, as the loader sees it. */
  load(layer: Layer, extension: ExtensionModule): Handle;
}

/** A session on a Pyodide. */
export function pyodideSession({ pyodide, output, bytesInUse }: Interpreter, parts: SessionParts): Session {
  const modal = parts.modes.reduce((inner, make) => make()(inner), parts.plain);
  return {
    layer: modal,
    load: (name, layer) => {
      const fixture = parts.fixture(name);
      // What is counted, or wrong, is the context of the extension: the loader's own stays as it is.
      let bound: ModuleDefinition | null = null;
      const bind = (): ModuleDefinition => {
        bound = fixture.bind(layer);
        return bound;
      };
      const extra: ExtraApi = {
        ...modal.extra,
        Module_FromDefinition: (definition, spec) =>
          (definition === bound ? layer : modal).extra.Module_FromDefinition(definition, spec),
      };
      return parts.load({ ...modal, extra }, { name: fixture.name, requires: fixture.requires, bind });
    },
    expose: (name, functions) => pyodide.registerJsModule(name, { ...functions }),
    run: (source) => {
      pyodide.runPython(`${source}\nNone`);
    },
    // A kept proxy: what `runPython` leaves behind in each call would be blamed on the test.
    bind: (expression) => pyodide.runPython(expression) as ReturnType<Session["bind"]>,
    bytesInUse,
    output,
    close: () => {
      output();
    },
  };
}
