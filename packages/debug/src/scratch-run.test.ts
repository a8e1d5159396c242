import { HPyModule } from "@hpyjs/extension";
import { loadHPy } from "hpyjs";
import { expect, test } from "vitest";
import { createDebug } from "./index.ts";
import { withPython } from "./python/index.ts";

test("x", async () => {
  const { loadPyodide } = await import("pyodide-314" as string);
  const py = await loadPyodide();
  const debug = createDebug({ onViolation: "throw", onReport: (r) => console.log(String(r)) });
  const hpy = loadHPy(py, { modes: { debug: withPython(debug) } });
  let kept: any;
  const ext = HPyModule("ext", {
    methods: {
      leak: {
        O: (ctx, _s, x) => {
          kept = ctx.keep(ctx.Dup(x));
          return 5;
        },
      },
    },
  });
  hpy.load(ext, { modes: ["debug"] });
  console.log(
    py.runPython(`
import ext, hpy.debug
from hpy.universal import _debug
ld = hpy.debug.LeakDetector()
ld.start()
ext.leak("hello")
try:
    ld.stop()
    r = "none"
except hpy.debug.HPyLeakError as e:
    r = str(e)
r + repr(_debug.get_open_handles(1)[0].obj)
`),
  );
});
