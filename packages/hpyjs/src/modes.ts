/** Modes by name, and the layers that they make. */

import type { Layer, Mode } from "@hpyjs/core";
import { UnknownModeError } from "./errors.ts";

/** A mode: itself, or the name that `loadHPy()` was given for it. */
export type ModeOrName = Mode | string;

interface Stage {
  readonly layer: Layer;
  readonly outer: Map<Mode, Stage>;
}

/**
 * One layer with all that was wrapped around it. The same modes in the same order give the same layer, so that all
 * extensions in debug mode share one debug context.
 */
export class Stages {
  readonly #modes: Readonly<Record<string, Mode>>;
  readonly #inner: Stage;

  /** Begins with `layer`; `modes` gives modes their names. */
  constructor(layer: Layer, modes: Readonly<Record<string, Mode>>) {
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
    return mode;
  }
}
