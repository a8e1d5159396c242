// A page: an extension in TypeScript, in a Python that the page's server serves under pyodide/.

import { HPyModule, HPyType } from "@hpyjs/extension";
import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";

const Point = HPyType("geometry.Point", {
  struct: () => ({ x: 0, y: 0 }),
  slots: {
    tp_init: (ctx, self, args) => {
      const [x, y] = ctx.Arg_Parse(args, "dd:Point");
      Object.assign(self.struct, { x, y });
    },
  },
  getsets: { norm: { get: (_ctx, self) => Math.hypot(self.struct.x, self.struct.y) } },
});

const pyodide = await loadPyodide({ indexURL: new URL("pyodide/", document.baseURI).href });
loadHPy(pyodide).load(HPyModule("geometry", { types: [Point] }));
const norm: unknown = pyodide.runPython("import geometry; geometry.Point(3, 4).norm");
const output = document.querySelector("output");
if (output !== null) output.textContent = `norm ${norm}`;
