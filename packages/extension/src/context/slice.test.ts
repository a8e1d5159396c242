import { expect, it } from "vitest";
import { adjustIndices } from "./slice.ts";

/** What JavaScript can say about a slice without the function: which indices Python would visit. */
function visit(length: number, start: number, stop: number, step: number): number[] {
  const bound = (index: number, low: number, high: number): number =>
    index < 0 ? Math.max(index + length, low) : Math.min(index, high);
  const [low, high] = step < 0 ? [-1, length - 1] : [0, length];
  const indices: number[] = [];
  const end = bound(stop, low, high);
  for (let i = bound(start, low, high); step < 0 ? i > end : i < end; i += step) indices.push(i);
  return indices;
}

it("adjustIndices() counts what a slice visits", () => {
  for (const length of [0, 1, 5]) {
    for (const step of [-3, -1, 1, 2, 7]) {
      for (let start = -7; start <= 7; start++) {
        for (let stop = -7; stop <= 7; stop++) {
          const [count, from] = adjustIndices(length, start, stop, step);
          const visited = visit(length, start, stop, step);
          expect(count).toBe(visited.length);
          if (count > 0) expect(from).toBe(visited[0]);
        }
      }
    }
  }
});

it("adjustIndices() refuses the step 0", () => {
  expect(() => adjustIndices(5, 0, 5, 0)).toThrow(RangeError);
});
