/** Calls of Python objects with numbers for arguments, and a number for the result. */

import type { Api } from "./generated/api.ts";
import type { Handle } from "./handle.ts";

/** What is made of a number: `i` an int of 32 bits, `d` a float. */
export type NumberLetter = "i" | "d";

/** The result and the parameters of a call, in letters: `i:id`. The result is `v` where it does not matter. */
export type NumberSignature = `${NumberLetter | "v"}:${string}`;

/**
 * Calls a Python object with numbers. The handle is borrowed. The result is the number that Python's is; 0 where it does not
 * matter; and -1 with an exception set where anything fails.
 */
export type NumberCall = (callable: Handle, ...numbers: number[]) => number;

/** The most parameters that a call can have. */
export const mostNumbers = 8;

/** How a layer makes such calls in one step. */
export interface NumberCalls {
  /** The contexts for which it does. A layer whose `api` is another one has something in between, which is to see steps. */
  readonly apis: readonly Api[];
  /** Makes the function for a signature; the same one each time. */
  readonly make: (signature: NumberSignature) => NumberCall;
}

/** A signature in parts. */
export interface NumberSignatureParts {
  /** What the result is read as. */
  readonly result: NumberLetter | "v";
  /** What the arguments are made as. */
  readonly parameters: readonly NumberLetter[];
}

/**
 * Takes a signature apart.
 * @throws TypeError when it is none.
 */
export function parseNumberSignature(signature: NumberSignature): NumberSignatureParts {
  const [, result, letters] = /^([idv]):([id]*)$/.exec(signature) ?? [];
  if (result === undefined || letters === undefined || letters.length > mostNumbers) {
    throw new TypeError(
      `${JSON.stringify(signature)} is no signature of a call with numbers: it is a letter for the result ` +
        `(i, d or v), a colon, and at most ${mostNumbers} letters for the parameters (i or d), as in "i:ii".`,
    );
  }
  return { result: result as NumberLetter | "v", parameters: [...letters] as NumberLetter[] };
}
