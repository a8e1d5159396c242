import { type Suite, suite } from "../suite.ts";

/** Being written. */
export const edge: Suite = suite("edge", []);
