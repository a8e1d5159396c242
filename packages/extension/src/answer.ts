/** What a method or slot may return where Python gets an object. */

import type { Returned } from "./returned.ts";

/**
 * A value, or a promise of one. A promise gives Python an awaitable; what it resolves to is converted in a call of
 * its own, for which it may also be a function that gets the context and makes the value then.
 */
export type Answer<Context> = Returned | Promise<Returned | ((ctx: Context) => Returned)>;
