/** What an implementation may return for a Python object. */

import type { HPy } from "./handle.ts";

/**
 * A JavaScript value that stands for a Python object where one is returned.
 *
 * A handle gives its object: an owned handle is moved out, any other one is duplicated. A string gives a `str`, a
 * boolean a `bool`, a bigint an `int`; a number gives an `int` when it is a safe integer and not -0, else a `float`;
 * `null` and `undefined` give `None`.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing returns None.
export type Returned = HPy | string | number | bigint | boolean | null | undefined | void;
