/** `createDebug()`: debug mode, and what it knows. */

import { contextNames, type Layer, type Mode } from "@hpyjs/core";
import { DebugContext, type Shared } from "./context.ts";
import { closedHandles, type DebugHandle, openHandles } from "./debug-handle.ts";
import { debugLayer } from "./debug-layer.ts";
import { type HandleRecord, HandleStore } from "./handle-store.ts";
import type { Policy } from "./hooks.ts";
import { LeakDetector } from "./leak-detector.ts";
import { type RawData, releaseRawData } from "./raw-data-keeper.ts";
import type { Report } from "./report.ts";
import { defaultSettings, type Settings } from "./settings.ts";

/** How debug mode is made. */
export interface DebugOptions {
  /**
   * What happens to an extension that broke a rule. Left out, it is `"throw"`; with Python's face (`withPython`) it is
   * `"fatal"`, as upstream HPy has it.
   */
  readonly onViolation?: Policy;
  /** Called with each report. */
  readonly onReport?: (report: Report) => void;
  /** Called with what a leak detector finds, before it throws. */
  readonly onLeak?: (leaks: readonly DebugHandle[]) => void;
  /** So many closed handles are remembered, to explain a use after close: 1,024 when left out. */
  readonly closedHandles?: number;
  /** So many bytes of raw data are kept after their handles were closed: 10 MiB when left out. */
  readonly rawDataBytes?: number;
  /** So many frames are kept of where each handle was opened and closed; 0, none, when left out. */
  readonly stackFrames?: number;
}

/** Debug mode. Its mode can be put around any number of layers; each gets a context of its own. */
export interface Debug {
  /** The mode, to be put around a layer. */
  readonly mode: Mode;
  /** The limits, which can be changed at any time. */
  readonly settings: Settings;
  /** What all contexts share. */
  readonly shared: Shared;
  /** The contexts, in the order in which they were made. */
  readonly contexts: readonly DebugContext[];
  /** Begins a generation of handles. @returns its number. */
  newGeneration(): number;
  /** The open handles of a generation and later ones, the oldest first. */
  openHandles(generation?: number): DebugHandle[];
  /** The closed handles of a generation and later ones that are remembered. */
  closedHandles(generation?: number): DebugHandle[];
  /** Has a function called with each report from now on. @returns what ends that. */
  onReport(listener: (report: Report) => void): () => void;
  /**
   * Watches for handles that are opened from now on and not closed.
   * @example `using leaks = debug.detectLeaks(); // throws HPyLeakError at the end of the block`
   */
  detectLeaks(): LeakDetector;
  /**
   * Runs a test and fails if it leaves handles open.
   * @throws HPyLeakError with the handles; whatever `body` throws.
   */
  expectNoLeaks<T>(body: () => T): T;
}

/** What Python's face needs to know beside. */
export interface DebugInternals extends Debug {
  /** Whether the application said what happens after a violation. */
  readonly isPolicyGiven: boolean;
}

/**
 * Makes debug mode.
 * @example `const debug = createDebug(); const hpy = loadHPy(pyodide, { modes: { debug } });`
 */
export function createDebug(options: DebugOptions = {}): Debug {
  const { onViolation, onReport, onLeak } = options;
  const defaults = defaultSettings();
  const settings: Settings = {
    ...defaults,
    closedHandles: options.closedHandles ?? defaults.closedHandles,
    rawDataBytes: options.rawDataBytes ?? defaults.rawDataBytes,
    stackFrames: options.stackFrames ?? defaults.stackFrames,
  };
  const contexts: DebugContext[] = [];
  const rawData: RawData = { bytes: 0, closed: new Map() };
  const release = (record: HandleRecord): void => {
    const problem = releaseRawData(rawData, record);
    if (problem === null) return;
    contexts[record.context]?.report({
      kind: "raw-data",
      upstream: null,
      problem,
      where: record.closedBy,
      record,
      isLate: true,
    });
  };
  const shared: Shared = {
    settings,
    store: new HandleStore(settings, release),
    hooks: {
      policy: onViolation ?? "throw",
      listeners: new Set(onReport === undefined ? [] : [onReport]),
      onInvalidHandle: null,
      onInvalidBuilder: null,
    },
    rawData,
  };

  const open = (generation = 0): DebugHandle[] => openHandles(shared.store, contexts, generation);
  const debug: DebugInternals = {
    isPolicyGiven: onViolation !== undefined,
    mode: (inner) => debugged(inner),
    settings,
    shared,
    contexts,
    newGeneration: () => ++settings.generation,
    openHandles: open,
    closedHandles: (generation = 0) => closedHandles(shared.store, contexts, generation),
    onReport: (listener) => {
      shared.hooks.listeners.add(listener);
      return () => shared.hooks.listeners.delete(listener);
    },
    detectLeaks: () => new LeakDetector(debug, onLeak),
    expectNoLeaks: (body) => {
      const detector = new LeakDetector(debug, onLeak);
      const result = body();
      detector.stop();
      return result;
    },
  };

  function debugged(inner: Layer): Layer {
    if (inner.name === contextNames.debug) {
      throw new Error("Cannot put debug mode around debug mode: one is enough.");
    }
    const context = new DebugContext(contexts.length, inner, shared);
    contexts.push(context);
    return debugLayer(context);
  }
  return debug;
}
