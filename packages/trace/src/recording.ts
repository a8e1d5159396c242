/**
 * Recordings: what was called from one moment to another, by which extension, for how long. While a recording runs,
 * each call is timed, whatever the trace's own `timing` says.
 */

import { type ChromeTrace, chromeTrace } from "./chrome-trace.ts";
import { clockStep, nanoseconds } from "./clock.ts";
import { Recorded } from "./recorded.ts";
import { makeReport, type Report } from "./report.ts";
import type { Trace } from "./trace.ts";

/** What a recording keeps. */
export interface RecordOptions {
  /**
   * How many calls are kept for {@link Recording.chromeTrace}, 24 bytes each: 100,000 when left out, 0 for none. Of
   * more than that the latest are kept. The report counts all.
   */
  readonly events?: number;
  /** What the process is called in the Chrome trace; `HPy.js` when left out. */
  readonly processName?: string;
  /** What the thread is called there; `Python and extensions` when left out. */
  readonly threadName?: string;
}

/** A recording. `using` stops it at the end of the block. */
export interface Recording extends Disposable {
  /** Whether it still records. */
  readonly running: boolean;
  /** Ends it; what it holds stays. A call in progress is left out. The second time, it does nothing. */
  stop(): void;
  /** What was recorded, function by function; as long as the recording runs, up to now. */
  report(): Report;
  /** The calls in the Chrome trace-event format, for Perfetto (ui.perfetto.dev) or `chrome://tracing`. */
  chromeTrace(): ChromeTrace;
}

/**
 * Begins to record. Several traces can be recorded together; they must have the same clock.
 * @example
 * ```ts
 * using recording = record(trace);
 * pyodide.runPython("numbers.work()");
 * recording.stop();
 * console.log(recording.report().toString());
 * writeFileSync("trace.json", JSON.stringify(recording.chromeTrace()));
 * ```
 * @throws RangeError when there is no trace, or a negative number of events.
 */
export function record(traces: Trace | readonly Trace[], options: RecordOptions = {}): Recording {
  const all: readonly Trace[] = "mode" in traces ? [traces] : traces;
  const [first] = all;
  if (first === undefined) throw new RangeError("There is nothing to record: give at least one trace.");
  const { clock } = first;
  const recorded = new Recorded(options.events ?? 100_000);
  let step = 0;
  const ends = all.map((trace) => observe(recorded, trace));
  const start = clock();
  let end: number | null = null;

  /** Watching the clock takes a moment, so it is done when the step is asked for. */
  function stepOfClock(): number {
    if (step === 0) step = clockStep(clock);
    return step;
  }

  function stop(): void {
    if (end !== null) return;
    end = clock();
    for (const endOne of ends) endOne();
  }

  return {
    get running() {
      return end === null;
    },
    stop,
    [Symbol.dispose]: stop,
    report: () => {
      const elapsed = nanoseconds((end ?? clock()) - start);
      return makeReport(recorded, elapsed, stepOfClock());
    },
    chromeTrace: () => {
      const { processName = "HPy.js", threadName = "Python and extensions" } = options;
      return chromeTrace(recorded, { start, processName, threadName, clockStep: stepOfClock() });
    },
  };
}

/** Tells the books of each call in one trace. Returns what ends that. */
function observe(recorded: Recorded, trace: Trace): () => void {
  const otherwise = recorded.extension(trace.name);
  /** By the trace's index: the function's number, and for an extension's own function the extension's. */
  const numbers: number[] = [];
  const owners: (number | null)[] = [];
  let running = true;

  function numberOf(index: number): number {
    const known = numbers[index];
    if (known !== undefined) return known;
    const { name, extension } = trace.describe(index);
    const kind = extension === null ? "context" : "extension";
    const existing = recorded.names.findIndex((other) => other.name === name && other.kind === kind);
    const number = existing === -1 ? recorded.names.push({ name, kind }) - 1 : existing;
    numbers[index] = number;
    owners[index] = extension === null ? null : recorded.extension(extension);
    return number;
  }

  const end = trace.observe({
    enter: (index) => {
      numberOf(index);
      recorded.enter(owners[index] ?? recorded.running(otherwise));
    },
    exit: (index, start, finish) => {
      if (running) recorded.exit(numberOf(index), start, finish);
    },
  });
  return () => {
    running = false;
    end();
  };
}
