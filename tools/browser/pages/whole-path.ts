/** The whole path with the npm packages: extensions in TypeScript and C, linked and sandboxed, modes, and files. */

import { createDebug, HPyLeakError } from "@hpyjs/debug";
import { type HPy, HPyModule, HPyType } from "@hpyjs/extension";
import { createTrace } from "@hpyjs/trace";
import { loadHPy } from "hpyjs";
import { fetchBytes, must, type Situation, type Tests } from "./situation.ts";

const Point = HPyType("geometry.Point", {
  struct: () => ({ x: 0, y: 0 }),
  methods: {
    scaled: {
      O: (ctx, self, factor): HPy => {
        const point = ctx.New(ctx.type(Point), Point);
        const by = ctx.Float_AsDouble(factor);
        Object.assign(point.struct, { x: self.struct.x * by, y: self.struct.y * by });
        return point;
      },
    },
  },
  getsets: { norm: { get: (_ctx, self) => Math.hypot(self.struct.x, self.struct.y) } },
  slots: {
    tp_init: (ctx, self, args) => {
      const [x, y] = ctx.Arg_Parse(args, "dd:Point");
      Object.assign(self.struct, { x, y });
    },
  },
});

const geometry = HPyModule("geometry", {
  types: [Point],
  methods: {
    later: {
      async NOARGS() {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return "later";
      },
    },
    same: { O: (_ctx, _self, object) => object },
    stack: { NOARGS: () => new Error("here").stack ?? "" },
  },
});

const hoarder = HPyModule("hoarder", {
  methods: {
    hoard: {
      O: (ctx, _self, object) => {
        ctx.keep(object);
        return null;
      },
    },
  },
});

/** Prepares everything, and gives the tests. */
export async function wholePath({ pyodide, evaluation }: Situation): Promise<Tests> {
  const [editdistance, library, v8json] = await Promise.all(
    ["/editdistance.hpy0.wasm", "/libc.wasm", "/v8json.hpy0.js"].map(fetchBytes),
  );
  const run = (code: string): unknown => pyodide.runPython(code);
  const debug = createDebug();
  const trace = createTrace();
  const hpy = loadHPy(pyodide, { modes: { debug, trace } });
  const distance = (path: string, options: object): unknown => {
    const file = { path, bytes: editdistance as Uint8Array<ArrayBuffer> };
    const module = hpy.load(file, { register: false, ...options }) as {
      distance(a: string, b: string): number;
    };
    return module.distance("größe", "grosse");
  };

  return [
    [
      "the policy is in force",
      () => {
        let allowed = true;
        try {
          new Function("return 1;");
        } catch {
          allowed = false;
        }
        must(allowed === (evaluation === "eval"), `new Function() is ${allowed ? "" : "not "}allowed`);
      },
    ],
    [
      "a type in TypeScript, and a subclass in Python",
      () => {
        hpy.load(geometry);
        run(`
from geometry import Point, same
class Named(Point): pass
assert Named(3, 4).norm == 5.0 and isinstance(Named(3, 4).scaled(2), Point) and Point(3, 4).scaled(2.0).norm == 10.0
`);
      },
    ],
    [
      "methods called often enough to be optimized",
      () =>
        run(
          "things = [object() for _ in range(1000)]\nfor _ in range(100):\n    assert list(map(same, things)) == things",
        ),
    ],
    [
      "an async method",
      async () => {
        const told = await pyodide.runPythonAsync("import geometry\nawait geometry.later()");
        must(told === "later", `it gave ${told}`);
      },
    ],
    ["an extension in C, linked", () => must(distance("linked/editdistance.hpy0.wasm", {}) === 3, "not 3")],
    [
      "the same file, sandboxed",
      () => {
        const options = { flavour: "sandboxed", library };
        must(distance("sandboxed/editdistance.hpy0.wasm", options) === 3, "not 3");
      },
    ],
    [
      "debug mode finds a leak, in TypeScript and says where",
      () => {
        hpy.load(hoarder, { modes: ["debug"] });
        const leaks = debug.detectLeaks();
        run("import hoarder; hoarder.hoard('a thing')");
        try {
          leaks.stop();
        } catch (error) {
          must(
            error instanceof HPyLeakError &&
              /'a thing'.* opened by HPy_Dup in hoarder.hoard/.test(error.message),
            `${error}`,
          );
          return;
        }
        throw new Error("no leak was found");
      },
    ],
    [
      "debug and trace mode around C, linked and sandboxed",
      () => {
        const leaks = debug.detectLeaks();
        const modes = ["trace", "debug"];
        must(distance("debug/editdistance.hpy0.wasm", { modes }) === 3, "not 3");
        must(
          distance("debug-s/editdistance.hpy0.wasm", { modes, flavour: "sandboxed", library }) === 3,
          "not 3",
        );
        leaks.stop();
        const counts = trace.getCallCounts() as Readonly<Record<string, number>>;
        must(
          (counts.ctx_Unicode_AsUTF8AndSize ?? 0) >= 4,
          `${counts.ctx_Unicode_AsUTF8AndSize} strings were read`,
        );
      },
    ],
    [
      "import finds files",
      () => {
        pyodide.FS.mkdirTree("/found");
        pyodide.FS.writeFile("/found/editdistance.hpy0.wasm", editdistance as Uint8Array);
        pyodide.FS.writeFile("/found/v8json.hpy0.js", v8json as Uint8Array);
        run(
          "import sys; sys.path.append('/found'); import editdistance; assert editdistance.distance('a', 'b') == 1",
        );
      },
    ],
    [
      evaluation === "none"
        ? "an extension that is a script says what to allow"
        : "an extension that is a script",
      () =>
        run(
          evaluation === "none"
            ? `
try:
    import v8json
except ImportError as error:
    assert "Content-Security-Policy forbids to evaluate scripts" in str(error), error
else:
    raise AssertionError("it was imported")
`
            : "import v8json; assert v8json.loads('[1, 2.5]') == [1, 2.5]",
        ),
    ],
  ];
}
