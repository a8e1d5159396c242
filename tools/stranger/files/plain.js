// Plain JavaScript: an extension, both modes, and an extension in C, compiled here, linked and sandboxed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createDebug } from "@hpyjs/debug";
import { withPython as debugWithPython } from "@hpyjs/debug/python";
import { libcModule, loadCompiler } from "@hpyjs/devel";
import { HPyModule, HPyType } from "@hpyjs/extension";
import { createTrace } from "@hpyjs/trace";
import { withPython as traceWithPython } from "@hpyjs/trace/python";
import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";

const Counter = HPyType("counting.Counter", {
  struct: () => ({ count: 0 }),
  methods: { next: { NOARGS: (_ctx, self) => ++self.struct.count } },
});
const counting = HPyModule("counting", { types: [Counter] });

const pyodide = await loadPyodide();
const hpy = loadHPy(pyodide, {
  modes: { debug: debugWithPython(createDebug()), trace: traceWithPython(createTrace()) },
});

hpy.load(counting, { modes: ["trace", "debug"] });
assert.equal(
  pyodide.runPython(`
    import counting, hpy.trace
    class Mine(counting.Counter): pass
    mine = Mine()
    mine.next()
    assert hpy.trace.get_call_counts()["ctx_Type_FromSpec"] == 1
    mine.next()
  `),
  2,
);

const source = { file: "sums.c", text: readFileSync("sums.c", "utf8") };
const { ok, bytes, file, stderr } = (await loadCompiler()).compile({ name: "sums", sources: [source] });
assert.ok(ok, stderr);
assert.equal(hpy.load({ path: `linked/${file}`, bytes }).add(40, 2), 42);
const library = await libcModule();
assert.equal(
  hpy.load({ path: `sandboxed/${file}`, bytes }, { flavour: "sandboxed", library }).add(40, 2),
  42,
);

console.log(`plain JavaScript works on Node ${process.versions.node}`);
