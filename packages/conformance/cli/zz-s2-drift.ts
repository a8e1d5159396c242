import { suites, testId } from "../src/index.ts";
import { Workbench } from "../src/workbench.ts";
import { targets } from "../targets/index.ts";
const target = targets.find((t) => t.name === (process.argv[3] ?? "typescript-universal-3.14"))!;
const bench = await Workbench.open(target);
for (const s of suites) for (const t of s.tests) {
  if (!testId(s, t).includes(process.argv[2]!)) continue;
  console.log(testId(s, t));
  console.log(bench.begin(t, t.fixture ?? s.name));
  let line: string[] = [];
  for (let i = 0; i < 8; i++) { for (let j = 0; j < 50; j++) { const f = await bench.run(t); if (f) { console.log(f); process.exit(1);} }
    const m = bench.measure(); line.push(`${m.blocks}/${(m as any).bytes}/${m.handles}`); }
  console.log(line.join(" "));
  bench.end();
}
process.exit(0);
