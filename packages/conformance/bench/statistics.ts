/** The few statistics that the bench needs. */

/** The geometric mean of positive numbers; `NaN` of none. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The middle of some numbers; `NaN` of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/**
 * What a tenth of some times stay below: the time of whatever was measured in turns. Of fewer than ten it is the smallest;
 * `NaN` of none.
 *
 * What disturbs a turn makes it longer, so the truth is among the short ones. The shortest of all is not it: a thread's clock
 * now and then reads too little, and the more turns there are, the surer the minimum is one of those. In rounds of 38 turns
 * ratios of minima varied by 1.1 % (standard deviation), and by 8 % at most; ratios of these by 0.7 %. Those of medians vary
 * as little while nothing else runs, and more when something does.
 */
export function lowDecile(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 10)] ?? Number.NaN;
}

/** A point of a curve: how much there was of something, and what it cost. */
export type Point = readonly [size: number, cost: number];

/**
 * The slope of the straight line that fits a curve best when both axes are logarithmic: 1 for what grows linearly, 2 for
 * what grows with the square. Points at or below zero say nothing there and are left out; `NaN` of fewer than two.
 */
export function logLogSlope(points: readonly Point[]): number {
  const logs = points
    .filter(([size, cost]) => size > 0 && cost > 0)
    .map(([size, cost]) => [Math.log(size), Math.log(cost)] as const);
  const mean = (pick: 0 | 1): number => logs.reduce((sum, log) => sum + log[pick], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}
