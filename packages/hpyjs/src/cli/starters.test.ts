import { expect, it } from "vitest";
import { startersFor } from "./starters.ts";

it("startersFor() gives each extension a Python file of its name, once", () => {
  const paths = [
    "a.hpy0.wasm",
    "pkg/b.hpy0.js",
    "pkg/c.hpy0-cp313-wasm32-emscripten.wasm",
    "pkg/c.hpy0-cp314-wasm32-emscripten.wasm",
    "pkg/data.wasm",
    "pkg/other.js",
  ];
  expect([...startersFor(paths).keys()]).toEqual(["a.py", "pkg/b.py", "pkg/c.py"]);
});

it("startersFor() leaves alone what has a Python file, or is a package", () => {
  expect([...startersFor(["a.hpy0.wasm", "a.py", "b.hpy0.wasm", "b/__init__.py"])]).toEqual([]);
});

it("startersFor() writes a file that imports the runtime", () => {
  expect(startersFor(["a.hpy0.wasm"]).get("a.py")).toBe(
    "# Starts HPy.js where no application has, and imports the extension a in the place of this file.\n" +
      "import hpyjs\n\nhpyjs.take_over(__name__)\n",
  );
});
