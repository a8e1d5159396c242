/**
 * The clock: what this thread has spent on a processor, where the platform tells it exactly; otherwise the time of day
 * passing, in which everything else that the machine does counts, too.
 */

/** A clock. */
export interface Clock {
  /** What it measures, in words. */
  readonly measures: string;
  /** The time in nanoseconds. */
  now(): number;
}

/** `CLOCK_THREAD_CPUTIME_ID`, and the library that has `clock_gettime` (`null`: the program itself). */
const threadClocks: Readonly<Record<string, { id: number; library: string | null }>> = {
  linux: { id: 3, library: null },
  darwin: { id: 16, library: "libSystem.dylib" },
};

/** The best clock that there is. */
export async function openClock(): Promise<Clock> {
  const wall: Clock = { measures: "wall-clock time", now: () => performance.now() * 1e6 };
  const thread = threadClocks[process.platform];
  if (thread === undefined) return wall;
  try {
    const { default: koffi } = await import("koffi");
    const read = koffi.load(thread.library).func("int clock_gettime(int, void *)");
    const time = new BigInt64Array(2);
    const now = (): number => {
      read(thread.id, time);
      return Number(time[0]) * 1e9 + Number(time[1]);
    };
    return now() > 0 ? { measures: "CPU time of the thread", now } : wall;
  } catch {
    // koffi has no binary for this platform.
    return wall;
  }
}

/** The smallest step that a clock makes, in nanoseconds: the cost of asking it included. */
export function resolutionOf({ now }: Clock): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 1000; i++) {
    const start = now();
    let time = start;
    while (time === start) time = now();
    smallest = Math.min(smallest, time - start);
  }
  return smallest;
}
