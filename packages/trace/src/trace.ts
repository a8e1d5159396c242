/** Trace mode: a layer whose functions are counted and timed. */

import { type Api, contextNames, type Layer, type Mode, spec } from "@hpyjs/core";
import { type Clock, clockStep, nanoseconds, platformClock } from "./clock.ts";
import { Entries } from "./entries.ts";
import { functions, type TracedName } from "./functions.ts";
import { type AnyFunction, Meter, type Observer, type Timing } from "./meter.ts";
import { wrap } from "./wrap.ts";

/** How a trace is made. */
export interface TraceOptions {
  /** What recordings call the extension behind a call where they cannot tell. */
  readonly name?: string;
  /** How often calls are timed; `"sampled"` when left out. See {@link Timing}. */
  readonly timing?: Timing;
  /** The clock; the platform's when left out. */
  readonly clock?: Clock;
  /** Whether recordings also see the extensions' own functions, which Python calls; `true` when left out. */
  readonly entries?: boolean;
}

/** A function that is called before or after each traced call, with the function's name: `ctx_Add`. */
export type TraceFunction = (name: string) => void;

/** What to call from now on: what is left out stays as it is, `null` is nothing. */
export interface TraceFunctions {
  /** Called before each call of a function of the context. What it throws reaches the extension. */
  readonly onEnter?: TraceFunction | null;
  /** Called after each call of a function of the context, unless something was thrown through that. */
  readonly onExit?: TraceFunction | null;
}

/** Counts and times by function: `ctx_Add`. All 189 functions are there, in the ABI's order. */
export type ByFunction = Readonly<Record<string, number>>;

/**
 * One set of books. Its mode can be put around any number of layers, whose calls are then counted together; for
 * separate counts make several.
 */
export interface Trace {
  /** What recordings call the extension behind a call where they cannot tell. */
  readonly name: string;
  /** The clock that calls are timed with. */
  readonly clock: Clock;
  /** The mode, to be put around a layer. */
  readonly mode: Mode;
  /** How often each function was called (`get_call_counts` in Python). */
  getCallCounts(): ByFunction;
  /**
   * How long each function has taken in all, in nanoseconds, calls that it led to included (`get_durations` in
   * Python). See {@link Timing} for how exact that is.
   */
  getDurations(): ByFunction;
  /** How fine the clock is, in Hertz: 1e9 where it tells nanoseconds (`get_frequency` in Python). */
  getFrequency(): number;
  /**
   * Has functions called before and after each call (`set_trace_functions` in Python). Calls of the context that they
   * make are traced only if they go through a traced layer.
   */
  setTraceFunctions(functions: TraceFunctions): void;
  /** Tells an observer of each call from now on. @returns what ends that. */
  observe(observer: Observer): () => void;
  /** What an index stands for that an observer gets. */
  describe(index: number): TracedName;
  /** Sets all counts and times to 0. */
  reset(): void;
}

/**
 * Makes a trace.
 * @example `const trace = createTrace(); const hpy = loadHPy(pyodide, { modes: { trace } });`
 */
export function createTrace(options: TraceOptions = {}): Trace {
  const {
    name = "extensions",
    timing = "sampled",
    clock = platformClock(),
    entries: seesEntries = true,
  } = options;
  const meter = new Meter(clock, timing);
  const entries = new Entries(meter);
  const observers = new Set<Observer>();
  let onEnter: TraceFunction | null = null;
  let onExit: TraceFunction | null = null;
  let step: number | null = null;

  const hooks: Observer = {
    enter: (index) => {
      const key = functions[index]?.key;
      if (key !== undefined) onEnter?.(key);
    },
    exit: (index, _start, _end, completed) => {
      const key = functions[index]?.key;
      if (completed && key !== undefined) onExit?.(key);
    },
  };

  function setObserver(): void {
    const all = onEnter === null && onExit === null ? [...observers] : [...observers, hooks];
    meter.observer = all.length < 2 ? (all[0] ?? null) : together(all);
  }

  return {
    name,
    clock,
    mode: (inner) => {
      const layer = traced(inner, meter);
      return seesEntries ? entries.mode(layer) : layer;
    },
    getCallCounts: () => byFunction((index) => meter.counts[index] as number),
    getDurations: () => byFunction((index) => nanoseconds(meter.times[index] as number)),
    getFrequency: () => {
      step ??= clockStep(clock);
      return Math.round(1e9 / step);
    },
    setTraceFunctions: (given) => {
      if (given.onEnter !== undefined) onEnter = given.onEnter;
      if (given.onExit !== undefined) onExit = given.onExit;
      setObserver();
    },
    observe: (observer) => {
      observers.add(observer);
      setObserver();
      return () => {
        observers.delete(observer);
        setObserver();
      };
    },
    describe: (index) => {
      const key = functions[index]?.key;
      return key === undefined ? entries.describe(index) : { name: key, extension: null };
    },
    reset: () => meter.reset(),
  };
}

/** A copy of a layer with its functions wrapped. No function of a context looks at `this`. */
function traced(inner: Layer, meter: Meter): Layer {
  const { api, extra, memory, boundary } = inner;
  const wrapped: Record<string, unknown> = {};
  for (const { name } of spec.handles) wrapped[name] = api[name as keyof Api];
  for (const [index, { member, arity, counted }] of functions.entries()) {
    const original = api[member as keyof Api] as unknown as AnyFunction;
    wrapped[member] = counted ? wrap(meter, index, arity, original) : original;
  }
  const unobserved = inner.unobserved ?? api;
  const { checks, proxies } = inner;
  return {
    name: contextNames.trace,
    api: wrapped as unknown as Api,
    unobserved,
    extra,
    memory,
    boundary,
    ...(checks !== undefined && { checks }),
    ...(proxies !== undefined && { proxies }),
  };
}

/** Several observers as one. What was entered first is left last. */
function together(observers: readonly Observer[]): Observer {
  const reversed = [...observers].reverse();
  return {
    enter: (index) => {
      for (const observer of observers) observer.enter(index);
    },
    exit: (index, start, end, completed) => {
      for (const observer of reversed) observer.exit(index, start, end, completed);
    },
  };
}

function byFunction(value: (index: number) => number): ByFunction {
  return Object.fromEntries(functions.map(({ key }, index) => [key, value(index)]));
}
