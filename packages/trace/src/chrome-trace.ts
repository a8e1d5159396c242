/**
 * The Chrome trace-event format, which Perfetto (ui.perfetto.dev) and `chrome://tracing` open.
 *
 * Each call is a complete event (`"X"`) with its begin and its length in microseconds; events on one thread nest where
 * one lies inside another. So that they do so exactly, times are whole nanoseconds, in a form that viewers find again;
 * and where a coarse clock gives several calls the same times, the outer one comes first, which is how viewers tell.
 */

import { nanoseconds } from "./clock.ts";
import type { Recorded } from "./recorded.ts";
import type { CallEvent } from "./ring.ts";

/** A call. */
export interface CompleteEvent {
  /** Marks a complete event. */
  readonly ph: "X";
  /** The function: `ctx_Add`, `numbers.add`. */
  readonly name: string;
  /** `context` for a function of the context, `extension` for one that Python called. */
  readonly cat: "context" | "extension";
  /** When it began, in microseconds since the recording did. */
  readonly ts: number;
  /** How long it took, in microseconds. */
  readonly dur: number;
  /** The process. */
  readonly pid: number;
  /** The thread. */
  readonly tid: number;
  /** What else viewers show. */
  readonly args: {
    /** The extension that made the call, or was called. */
    readonly extension: string;
  };
}

/** The name of the process or the thread. */
export interface NameEvent {
  /** Marks metadata. */
  readonly ph: "M";
  /** What is named. */
  readonly name: "process_name" | "thread_name";
  /** The process. */
  readonly pid: number;
  /** The thread. */
  readonly tid: number;
  /** Where viewers look for the name. */
  readonly args: {
    /** The name. */
    readonly name: string;
  };
}

/** A mark on the time line: where calls are missing. */
export interface InstantEvent {
  /** Marks an instant. */
  readonly ph: "i";
  /** What the mark says. */
  readonly name: string;
  /** The mark is for the whole process. */
  readonly s: "p";
  /** Where it is, in microseconds since the recording began. */
  readonly ts: number;
  /** The process. */
  readonly pid: number;
  /** The thread. */
  readonly tid: number;
}

/** A file in the Chrome trace-event format: what `JSON.stringify` is to write. */
export interface ChromeTrace {
  /** The events, each after those that it lies in. */
  readonly traceEvents: readonly (NameEvent | InstantEvent | CompleteEvent)[];
  /** How viewers show times. */
  readonly displayTimeUnit: "ns";
  /** What else is to be known. */
  readonly otherData: {
    /** How many calls are missing because there was no room for them: the earliest ones. */
    readonly droppedEvents: number;
    /** How fine the clock is: the nanoseconds of one step. */
    readonly clockStep: number;
  };
}

/** What does not come from the calls. */
export interface ChromeTraceFacts {
  /** When the recording began, in the clock's milliseconds. */
  readonly start: number;
  /** The process's name. */
  readonly processName: string;
  /** The thread's name. */
  readonly threadName: string;
  /** The nanoseconds of one step of the clock. */
  readonly clockStep: number;
}

const place = { pid: 1, tid: 1 } as const;

/** Makes the file of what was gathered. */
export function chromeTrace(recorded: Recorded, facts: ChromeTraceFacts): ChromeTrace {
  const since = (time: number): number => nanoseconds(time - facts.start);
  // From the latest end to the earliest: among calls of the same times, the outer one ended last.
  const calls = [...recorded.ring].reverse().sort((a, b) => a.start - b.start || b.end - a.end);
  const complete = ({ call, extension, start, end }: CallEvent): CompleteEvent => {
    const { name, kind } = recorded.names[call] as Recorded["names"][number];
    return {
      ph: "X",
      name,
      cat: kind,
      ts: microseconds(since(start)),
      dur: microseconds(since(end) - since(start)),
      ...place,
      args: { extension: recorded.extensions[extension] as string },
    };
  };
  const { dropped } = recorded.ring;
  const [first] = calls;
  const missing: readonly InstantEvent[] =
    dropped === 0 || first === undefined
      ? []
      : [{ ph: "i", name: missingText(dropped), s: "p", ts: microseconds(since(first.start)), ...place }];
  return {
    traceEvents: [
      { ph: "M", name: "process_name", ...place, args: { name: facts.processName } },
      { ph: "M", name: "thread_name", ...place, args: { name: facts.threadName } },
      ...missing,
      ...calls.map(complete),
    ],
    displayTimeUnit: "ns",
    otherData: { droppedEvents: dropped, clockStep: facts.clockStep },
  };
}

/**
 * Whole nanoseconds in microseconds. Viewers multiply by 1000 and cut off the fraction, which takes a nanosecond from
 * one time in a hundred; the next larger number is right for these.
 */
function microseconds(nanoseconds: number): number {
  const value = nanoseconds / 1000;
  return Math.trunc(value * 1000) === nanoseconds ? value : value * (1 + Number.EPSILON);
}

function missingText(dropped: number): string {
  return `${dropped} calls that ended before were dropped: there was no room for them`;
}
