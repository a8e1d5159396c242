import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, describe, expect, it, vi } from "vitest";
import { geometry, project } from "../../test/command.ts";
import { startPython } from "../../test/python.ts";
import { ownVersion, pythonVersion } from "./own-version.ts";

// Each call of the command starts a process, and often a compiler or an interpreter.
vi.setConfig({ testTimeout: 240_000 });

const here = project();
afterAll(() => here[Symbol.dispose]());
here.write({
  "src/index.ts": geometry,
  "shapes/__init__.py": "from .round import area\n",
  "shapes/round.py": "def area(r): return 3 * r * r\n",
  "shapes/__pycache__/round.pyc": "old",
  "pkg/helper.py": "",
  "pkg/one.py": "mine = True\n",
  "pkg/README.md": "# Bare\n",
  "built/mixed.hpy0-cp313-wasm32-emscripten.wasm": Buffer.from("0061736d01000000", "hex"),
  "built/mixed.hpy0-cp314.wasm": Buffer.from("0061736d01000000", "hex"),
  "built/one.hpy0.wasm": Buffer.from("0061736d01000000", "hex"),
});

const args = [
  "wheel",
  "src/index.ts",
  "shapes",
  "--name",
  "My.Shapes",
  "--version",
  "1.2",
  "--summary",
  "Shapes.",
];
const file = "dist/my_shapes-1.2-py3-none-any.whl";
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe("hpyjs wheel", () => {
  it("says for which Pythons it is when it holds hybrid extensions", async () => {
    const both = ["built/mixed.hpy0-cp314.wasm", "built/mixed.hpy0-cp313-wasm32-emscripten.wasm"];
    const { stdout } = await here.hpyjs("wheel", ...both, "built/one.hpy0.wasm", "--name", "mixed");
    expect(stdout).toContain("mixed-0.0.0-cp313.cp314-none-any.whl");
    const path = (/\S+\.whl/.exec(stdout) ?? [])[0] as string;
    const files = unzipSync(readFileSync(join(here.folder, path)));
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        "mixed.hpy0-cp313-wasm32-emscripten.wasm",
        "mixed.hpy0-cp314.wasm",
        "mixed.py",
      ]),
    );
    expect(text(files["mixed-0.0.0.dist-info/WHEEL"])).toContain(
      "Tag: cp313-none-any\nTag: cp314-none-any\n",
    );
  });

  it("packs a bundled module and a package, the same each time", async () => {
    const { status, stdout } = await here.hpyjs(...args, "--requires", "numpy>=2");
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^dist\/my_shapes-1\.2-py3-none-any\.whl \(/),
    ]);
    const wheel = readFileSync(join(here.folder, file));
    await here.hpyjs(...args, "--requires", "numpy>=2", "-o", "again");
    expect(readFileSync(join(here.folder, file.replace("dist", "again"))).equals(wheel)).toBe(true);

    const files = unzipSync(wheel);
    const info = "my_shapes-1.2.dist-info";
    expect(Object.keys(files).sort()).toEqual([
      "geometry.hpy0.js",
      "geometry.py",
      ...["METADATA", "RECORD", "WHEEL"].map((name) => `${info}/${name}`),
      "shapes/__init__.py",
      "shapes/round.py",
    ]);
    expect(text(files[`${info}/METADATA`])).toBe(
      "Metadata-Version: 2.1\nName: My.Shapes\nVersion: 1.2\nSummary: Shapes.\n" +
        `Requires-Dist: numpy>=2\nRequires-Dist: hpyjs>=${pythonVersion(ownVersion())}\n`,
    );
    expect(text(files["geometry.py"])).toContain("import hpyjs\n\nhpyjs.take_over(__name__)\n");
    expect(text(files[`${info}/WHEEL`])).toBe(
      "Wheel-Version: 1.0\nGenerator: hpyjs\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    );
    const record = Object.entries(files).map(([name, content]) =>
      name.endsWith("/RECORD")
        ? `${name},,`
        : `${name},sha256=${createHash("sha256").update(content).digest("base64url")},${content.length}`,
    );
    expect(text(files[`${info}/RECORD`]).trim().split("\n").sort()).toEqual(record.sort());

    const { pyodide, run, write } = await startPython("pyodide-314");
    pyodide.unpackArchive(new Uint8Array(wheel), "wheel", { extractDir: "/wheel" });
    write("/wheel", {});
    expect(run("import geometry, shapes; geometry.area(6, 7), shapes.area(2)")?.toString()).toBe("(42, 12)");
    expect(run("import importlib.metadata; importlib.metadata.version('my-shapes')")).toBe("1.2");
  });

  it("puts extensions and files into a package", async () => {
    const sources = ["built/one.hpy0.wasm", "src/index.ts", "pkg/helper.py", "pkg/one.py"];
    await here.hpyjs("wheel", ...sources, "--name", "inner", "--package", "outer.inner");
    const files = unzipSync(readFileSync(join(here.folder, "dist/inner-0.0.0-py3-none-any.whl")));
    expect(Object.keys(files).filter((name) => name.startsWith("outer/"))).toEqual([
      "outer/inner/one.hpy0.wasm",
      "outer/inner/geometry.hpy0.js",
      "outer/inner/helper.py",
      "outer/inner/one.py",
      "outer/inner/geometry.py",
    ]);
    expect(text(files["outer/inner/one.py"])).toBe("mine = True\n");
  });

  it("leaves HPy.js out for an application that loads it, and has a description", async () => {
    const options = ["--name", "bare", "--no-runtime", "--readme", "pkg/README.md"];
    await here.hpyjs("wheel", "built/one.hpy0.wasm", ...options);
    const files = unzipSync(readFileSync(join(here.folder, "dist/bare-0.0.0-py3-none-any.whl")));
    const info = "bare-0.0.0.dist-info";
    expect(Object.keys(files)).toEqual([
      "one.hpy0.wasm",
      ...["METADATA", "WHEEL", "RECORD"].map((name) => `${info}/${name}`),
    ]);
    expect(text(files[`${info}/METADATA`])).toBe(
      "Metadata-Version: 2.1\nName: bare\nVersion: 0.0.0\nDescription-Content-Type: text/markdown\n\n# Bare\n",
    );
  });
});
