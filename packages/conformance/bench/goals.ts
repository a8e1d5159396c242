/** What is to be reached. */

/** What a flavour should reach: the ratio to raw, as geometric mean and in the worst function. */
export interface Goal {
  /** At most this geometric mean. */
  readonly geomean: number;
  /** At most this ratio in each function. */
  readonly worst: number;
}

/** The goals by flavour. */
export const goals: Readonly<Record<string, Goal>> = {
  "universal-linked": { geomean: 0.95, worst: 1.15 },
  "universal-sandboxed": { geomean: 1.4, worst: 2 },
  "universal-sandboxed-suspend": { geomean: 1.15, worst: 1.4 },
  typescript: { geomean: 1.05, worst: 1.3 },
};

/** At least so many times faster than a JsProxy is TypeScript to be. */
export const fasterThanJsProxy = 12;

/** At least so many times faster than a PyProxy is a call from JavaScript to be. */
export const fasterThanPyProxy = 4;

/** At most so many milliseconds is loading a small extension to take. */
export const loadGoals = { coldMs: 5, warmMs: 2.5 } as const;

/** At most this slope is growth to have, where both axes are logarithmic. */
export const slopeGoal = 1.1;
