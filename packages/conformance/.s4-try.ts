import { readFileSync } from "node:fs";
import { targets } from "./targets/index.ts";
import { Workbench } from "./src/workbench.ts";
import { test } from "./src/suite.ts";
const [fixture, version = "3.14", repeat = "1", asynchronous = ""] = process.argv.slice(2);
const target = targets.find((t) => t.name === `typescript-universal-${version}`)!;
const bench = await Workbench.open(target);
const one = test("try", readFileSync(0, "utf8"), { asynchronous: asynchronous !== "", fixture: fixture! });
console.log(bench.begin(one, fixture!));
for (let i = 0; i < Number(repeat); i++) {
  const m = bench.measure();
  try { console.log(await Promise.race([bench.run(one), new Promise(r => setTimeout(r, 5000, "TIMEOUT"))])); } catch (e) { console.log(String((e as Error).stack).slice(0, 4000)); }
  const o = bench.output(); console.log(o.stdout + o.stderr, m.bytes, m.blocks, m.handles);
  await null;
}
process.exit(0);
