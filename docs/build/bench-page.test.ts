import { expect, test } from "vitest";
import { benchPage } from "./bench-page.ts";

const modes = {
  functions: { "Dup, Close": { release: 10, debug: 25 } },
  geomean: { release: 1, debug: 2.5 },
};

test("benchPage() shows what a report has, and nothing of what it has not", () => {
  const { markdown } = benchPage(modes, {});
  expect(markdown).toContain("<code>Dup, Close</code></th><td>10</td><td>25 (2.5×)</td>");
  expect(markdown).not.toContain("## Against the C API");
  expect(markdown).not.toContain("## How cost grows");
});

test("benchPage() shows ratios to the C API, charts, loading and memory", () => {
  const cell = (ns: number, ratio: number) => ({
    geomean: ratio,
    worst: ratio,
    cells: { nop: { ns, ratio } },
  });
  const bench = {
    ...modes,
    flavours: { raw: cell(20, 1), typescript: cell(24, 1.2) },
    load: { typescript: { firstMs: 3, coldMs: 2.25, warmMs: 1 } },
    memory: { extensions: { typescript: { heap: 1024, interpreter: 512, own: 0 } } },
    jsToPython: { ns: 80, pyproxyNs: 320 },
  };
  const { markdown } = benchPage(bench, { "bench.svg": "typescript 1.20", "bench-scale.svg": "slopes" });
  expect(markdown).toContain("nop: a method without arguments</th><td>20.0 ns</td><td>1.20×</td>");
  expect(markdown).toContain('src="assets/bench.svg" alt="typescript 1.20"');
  expect(markdown).toContain("<td>3.00 ms</td><td>2.25 ms</td><td>1.00 ms</td>");
  expect(markdown).toContain("<td>1.0 KiB</td><td>0.5 KiB</td><td>0.0 KiB</td>");
  expect(markdown).toContain("## How cost grows");
});
