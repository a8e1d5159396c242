import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { startPyodide } from "../targets/pyodide.ts";
import { rawType } from "../fixtures/raw-type.ts";
const { pyodide, bytesInUse } = await startPyodide("pyodide-314");
const bridge = openBridge(pyodide);
const { api, memory, boundary } = bridge.universal;
const mem = memory as any;
let live = new Map<number, string>();
const alloc = mem.alloc.bind(mem), free = mem.free.bind(mem);
mem.alloc = (n: number) => { const p = alloc(n); live.set(p, n + new Error().stack!.split("\n").slice(2, 5).join("|")); return p; };
mem.free = (p: number) => { live.delete(p); free(p); };
const gc = pyodide.runPython("import gc; gc.collect") as any;
const make = () => boundary.enter(() => { const t = api.Type_FromSpec(rawType("a.B", { basicsize: 16 }), []); api.Close(t); });
for (let i = 0; i < 20; i++) { make(); gc(); }
const before = bytesInUse()!; live = new Map();
for (let i = 0; i < 20; i++) { make(); gc(); }
console.log((bytesInUse()! - before) / 20, live.size);
for (const s of [...live.values()].slice(0, 30)) console.log(s);
const py = pyodide.runPython("def f():\n class X: pass\nf") as any;
for (let i = 0; i < 20; i++) { py(); gc(); }
const b2 = bytesInUse()!;
for (let i = 0; i < 20; i++) { py(); gc(); }
console.log("python class", (bytesInUse()! - b2) / 20);
