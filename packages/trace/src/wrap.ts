/**
 * The wrapper of one function: one closure for each, with as many parameters as the function has. What they have in
 * common is spelled out in each, because this is the hottest code of trace mode.
 */

import type { AnyFunction, Meter } from "./meter.ts";

/** Wraps a function so that `meter` sees its calls under `index`. */
export function wrap(meter: Meter, index: number, arity: number, original: AnyFunction): AnyFunction {
  const wrapped = wrappers[arity];
  if (wrapped === undefined) throw new RangeError(`no wrapper takes ${arity} parameters`);
  return wrapped(meter, index, original);
}

/** By the number of parameters. No function of the context has more. */
const wrappers: readonly ((meter: Meter, index: number, original: AnyFunction) => AnyFunction)[] = [
  (meter, index, original) => {
    const { counts, now, times, typical, untimed } = meter;
    return () => {
      counts[index] = (counts[index] as number) + 1;
      const { observer } = meter;
      if (observer !== null) return meter.observed(observer, index, () => original());
      const left = untimed[index] as number;
      if (left > 0) {
        untimed[index] = left - 1;
        times[index] = (times[index] as number) + (typical[index] as number);
        return original();
      }
      const start = now();
      const result = original();
      meter.timed(index, now() - start);
      return result;
    };
  },
  (meter, index, original) => {
    const { counts, now, times, typical, untimed } = meter;
    return (a) => {
      counts[index] = (counts[index] as number) + 1;
      const { observer } = meter;
      if (observer !== null) return meter.observed(observer, index, () => original(a));
      const left = untimed[index] as number;
      if (left > 0) {
        untimed[index] = left - 1;
        times[index] = (times[index] as number) + (typical[index] as number);
        return original(a);
      }
      const start = now();
      const result = original(a);
      meter.timed(index, now() - start);
      return result;
    };
  },
  (meter, index, original) => {
    const { counts, now, times, typical, untimed } = meter;
    return (a, b) => {
      counts[index] = (counts[index] as number) + 1;
      const { observer } = meter;
      if (observer !== null) return meter.observed(observer, index, () => original(a, b));
      const left = untimed[index] as number;
      if (left > 0) {
        untimed[index] = left - 1;
        times[index] = (times[index] as number) + (typical[index] as number);
        return original(a, b);
      }
      const start = now();
      const result = original(a, b);
      meter.timed(index, now() - start);
      return result;
    };
  },
  (meter, index, original) => {
    const { counts, now, times, typical, untimed } = meter;
    return (a, b, c) => {
      counts[index] = (counts[index] as number) + 1;
      const { observer } = meter;
      if (observer !== null) return meter.observed(observer, index, () => original(a, b, c));
      const left = untimed[index] as number;
      if (left > 0) {
        untimed[index] = left - 1;
        times[index] = (times[index] as number) + (typical[index] as number);
        return original(a, b, c);
      }
      const start = now();
      const result = original(a, b, c);
      meter.timed(index, now() - start);
      return result;
    };
  },
  (meter, index, original) => {
    const { counts, now, times, typical, untimed } = meter;
    return (a, b, c, d) => {
      counts[index] = (counts[index] as number) + 1;
      const { observer } = meter;
      if (observer !== null) return meter.observed(observer, index, () => original(a, b, c, d));
      const left = untimed[index] as number;
      if (left > 0) {
        untimed[index] = left - 1;
        times[index] = (times[index] as number) + (typical[index] as number);
        return original(a, b, c, d);
      }
      const start = now();
      const result = original(a, b, c, d);
      meter.timed(index, now() - start);
      return result;
    };
  },
];
