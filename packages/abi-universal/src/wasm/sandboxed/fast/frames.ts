/** The frames of JavaScript around the entries of a sandbox that Python calls. */

type Numbers = (...args: number[]) => unknown;

/** An entry in a frame of JavaScript, which catches what WebAssembly cannot, and numbers the call. */
export function catching(
  call: Numbers,
  pointer: number,
  calls: Float64Array,
  caught: (thrown: unknown, serial: number, outer: number) => number,
): Numbers {
  return (a, b, c, d) => {
    const outer = calls[1] as number;
    const serial = (calls[0] as number) + 1;
    calls[0] = serial;
    calls[1] = serial;
    try {
      const result = call(serial, pointer, a as number, b as number, c as number, d as number);
      calls[1] = outer;
      return result;
    } catch (thrown) {
      calls[1] = outer;
      return caught(thrown, serial, outer);
    }
  };
}

/**
 * The same for an entry that calls but one function.
 *
 * Tried: a copy with machine code of its own for each (`OwnCode`): no faster, and loading takes 1 to 2 ms longer. Frames with
 * as many parameters as the entry has: no faster.
 */
export function catchingWay(
  call: Numbers,
  calls: Float64Array,
  caught: (thrown: unknown, serial: number, outer: number) => number,
): Numbers {
  return (a, b, c, d) => {
    const outer = calls[1] as number;
    const serial = (calls[0] as number) + 1;
    calls[0] = serial;
    calls[1] = serial;
    try {
      const result = call(serial, a as number, b as number, c as number, d as number);
      calls[1] = outer;
      return result;
    } catch (thrown) {
      calls[1] = outer;
      return caught(thrown, serial, outer);
    }
  };
}

/**
 * An entry that catches what is thrown itself, called by JavaScript all the same. What it cannot catch, a trap, has left
 * nobody knows what behind, as it would had Python called the entry.
 */
export function passing(call: Numbers, number: number, die: (thrown: unknown) => never): Numbers {
  return (a, b, c, d) => {
    try {
      return call(number, a as number, b as number, c as number, d as number);
    } catch (thrown) {
      return die(thrown);
    }
  };
}
