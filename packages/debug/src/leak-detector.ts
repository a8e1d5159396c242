/** Leak detectors: which handles are opened and not closed. */

import type { DebugHandle } from "./debug-handle.ts";
import { HPyLeakError } from "./leak-error.ts";

/** What a leak detector needs of debug mode. */
export interface Generations {
  /** Begins a generation. */
  newGeneration(): number;
  /** The open handles of a generation and later ones. */
  openHandles(generation?: number): DebugHandle[];
}

/** Watches handles from when it is made until it is stopped. `using` stops it at the end of a block. */
export class LeakDetector implements Disposable {
  readonly #debug: Generations;
  readonly #onLeak: ((leaks: readonly DebugHandle[]) => void) | undefined;
  #generation: number | null;

  /** Starts. @param onLeak is told of leaks before they are thrown. */
  constructor(debug: Generations, onLeak?: (leaks: readonly DebugHandle[]) => void) {
    this.#debug = debug;
    this.#onLeak = onLeak;
    this.#generation = debug.newGeneration();
  }

  /** The handles that were opened since the start and are open now, the oldest first. */
  get leaks(): readonly DebugHandle[] {
    return this.#generation === null ? [] : this.#debug.openHandles(this.#generation);
  }

  /** Stops. @throws HPyLeakError when handles are open that were opened since the start. */
  stop(): void {
    const { leaks } = this;
    this.#generation = null;
    if (leaks.length === 0) return;
    this.#onLeak?.(leaks);
    throw new HPyLeakError(leaks);
  }

  /** Stops, if that has not happened. */
  [Symbol.dispose](): void {
    if (this.#generation !== null) this.stop();
  }
}
