import { type Suite, suite } from "../suite.ts";

/** Being written. */
export const asynchronous: Suite = suite("async", []);
