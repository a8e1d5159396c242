/** Modes by name, and the layers that they make. */

import type { Layer, Mode } from "@hpyjs/core";
import { UnknownModeError } from "./errors.ts";
import type { PythonModules } from "./python/modules.ts";

/** A mode: itself, or the name that `loadHPy()` was given for it. */
export type ModeOrName = Mode | string;

/** A mode with what belongs to it, as the packages of modes make it. */
export interface NamedMode {
  /** The mode. */
  readonly mode: Mode;
  /** What `import` finds of it in Python: `hpy.debug`, `hpy.trace`. */
  readonly python?: PythonModules;
}

/** Modes by the names under which they are asked for. */
export type Modes = Readonly<Record<string, Mode | NamedMode>>;

interface Stage {
  readonly layer: Layer;
  readonly outer: Map<Mode, Stage>;
}

/** The Python modules of all modes. */
export function pythonModules(modes: Modes): PythonModules {
  const given = Object.values(modes).flatMap((mode) =>
    typeof mode === "object" && mode.python !== undefined ? [mode.python] : [],
  );
  return {
    extensions: given.flatMap(({ extensions }) => extensions),
    sources: Object.assign({}, ...given.map(({ sources }) => sources)),
    aliases: Object.assign({}, ...given.map(({ aliases }) => aliases)),
  };
}

/** The layers of each ABI that modes can be wrapped around. */
export type StagesByAbi = Readonly<Record<"universal" | "hybrid", Stages>>;

/**
 * One layer with all that was wrapped around it. The same modes in the same order give the same layer, so that all
 * extensions in debug mode share one debug context.
 */
export class Stages {
  readonly #modes: Modes;
  readonly #inner: Stage;

  /** Begins with `layer`; `modes` gives modes their names. */
  constructor(layer: Layer, modes: Modes) {
    this.#modes = modes;
    this.#inner = { layer, outer: new Map() };
  }

  /**
   * The layer inside `modes`, the innermost first.
   * @throws UnknownModeError for a name that no mode has.
   */
  layer(modes: readonly ModeOrName[]): Layer {
    let stage = this.#inner;
    for (const mode of modes.map((given) => this.#find(given))) {
      let next = stage.outer.get(mode);
      if (next === undefined) {
        next = { layer: mode(stage.layer), outer: new Map() };
        stage.outer.set(mode, next);
      }
      stage = next;
    }
    return stage.layer;
  }

  #find(given: ModeOrName): Mode {
    if (typeof given === "function") return given;
    const mode = Object.hasOwn(this.#modes, given) ? this.#modes[given] : undefined;
    if (mode === undefined) throw new UnknownModeError(given, Object.keys(this.#modes));
    return typeof mode === "function" ? mode : mode.mode;
  }
}
