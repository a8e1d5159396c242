/** The clock that calls are timed with, and what is known about it. */

/** A monotonic clock: milliseconds since some moment, with fractions. */
export type Clock = () => number;

/**
 * The platform's monotonic clock, `performance.now()`. Node gives nanoseconds. Browsers round: to 5 µs in pages that
 * are cross-origin isolated, elsewhere to 100 µs or 1 ms; then a short call takes 0 or one whole step, and only the
 * sum over many calls says something.
 */
export function platformClock(): Clock {
  const { performance } = globalThis;
  return () => performance.now();
}

/** How many steps of the clock are looked at, and for how long at most, in milliseconds. */
const enough = { steps: 64, time: 50 };

/**
 * The step of a clock in nanoseconds: all its times are multiples of it. Found by watching the clock for a moment,
 * which takes some microseconds in Node and up to 50 ms where the clock is coarse.
 */
export function clockStep(clock: Clock): number {
  const begin = clock();
  let step = 0;
  let last = 0;
  // A clock that stands still, as a test's may, would be watched for ever: hence the limit of readings.
  for (let found = 0, readings = 0; found < enough.steps && readings < 1e6; readings++) {
    const now = nanoseconds(clock() - begin);
    if (now === last) continue;
    step = greatestCommonDivisor(now - last, step);
    last = now;
    found++;
    if (now > nanoseconds(enough.time)) break;
  }
  return Math.max(step, 1);
}

/** Milliseconds of a clock as whole nanoseconds. */
export function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}
