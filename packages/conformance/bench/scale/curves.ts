/** Curves: what something costs, by how much there is of it. */

import { logLogSlope, type Point } from "../statistics.ts";

/** One curve. */
export interface Curve {
  /** How much, and what it costs. */
  readonly points: readonly Point[];
  /** The slope where both axes are logarithmic. */
  readonly slope: number;
  /** The slope through the last three points, where what is always the same counts for least. */
  readonly lastSlope: number;
}

/** Curves that belong together. */
export interface CurveGroup {
  /** What there is more and more of. */
  readonly of: string;
  /** What is measured, with its unit. */
  readonly cost: string;
  /** By flavour. */
  readonly curves: Readonly<Record<string, Curve>>;
}

/** A curve through points. */
export function curve(points: readonly Point[]): Curve {
  return { points, slope: logLogSlope(points), lastSlope: logLogSlope(points.slice(-3)) };
}
