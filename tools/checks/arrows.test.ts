import { expect, it } from "vitest";
import { checkArrows, checkManifest } from "./arrows.ts";
import { parse } from "./source-files.ts";

const check = (path: string, text: string): readonly string[] => checkArrows([parse(path, text)]);

it("checkArrows() accepts the arrows of the table", () => {
  expect(
    checkArrows([
      parse("packages/extension/src/a.ts", 'import type { Handle } from "@hpyjs/core";\nimport "./b.ts";'),
      parse("packages/hpyjs/src/a.ts", 'export * from "@hpyjs/cpython-bridge/pyodide"; import "node:fs";'),
      parse(
        "packages/conformance/test/main.ts",
        'import "hpyjs"; import "node:fs"; import "../src/index.ts";',
      ),
      parse("packages/core/src/a.test.ts", 'import { it } from "vitest";'),
      parse("packages/debug/src/python/module.ts", 'import "@hpyjs/extension";'),
      parse("examples/intl/src/main.ts", 'import "hpyjs"; import "./collator.ts";'),
    ]),
  ).toEqual([]);
});

it.each([
  ["an import against the arrow", 'import { x } from "@hpyjs/extension";'],
  ["a type import", 'import type { X } from "@hpyjs/extension";'],
  ["an inline type import", 'type X = import("@hpyjs/extension").X;'],
  ["a dynamic import", 'const x = await import("@hpyjs/extension");'],
  ["a re-export", 'export * from "@hpyjs/extension";'],
  ["a subpath", 'import "@hpyjs/extension/anything";'],
  ["a module augmentation", 'declare module "@hpyjs/extension" {}'],
])("checkArrows() finds %s", (_, text) => {
  expect(check("packages/cpython-bridge/src/a.ts", `\n${text}`)).toEqual([
    expect.stringMatching(
      /^packages\/cpython-bridge\/src\/a\.ts:2: imports "@hpyjs\/extension.*": @hpyjs\/cpython-bridge may import @hpyjs\/core.* here$/,
    ),
  ]);
});

it("checkArrows() finds everything that the core imports from elsewhere", () => {
  expect(check("packages/core/src/a.ts", 'import "ws";')).toEqual([
    'packages/core/src/a.ts:1: imports "ws": @hpyjs/core imports nothing',
  ]);
  expect(check("packages/core/src/a.ts", 'import "@hpyjs/core";')).toHaveLength(1);
});

it("checkArrows() finds Node modules in a package for the browser", () => {
  expect(check("packages/extension/src/a.ts", 'import "node:fs";')).toEqual([
    expect.stringContaining("also runs in the browser"),
  ]);
});

it("checkArrows() lets only the tests of the conformance package see the application layer", () => {
  expect(check("packages/conformance/src/a.ts", 'import "hpyjs";')).toHaveLength(1);
  expect(check("packages/extension/src/a.test.ts", 'import "hpyjs";')).toHaveLength(1);
});

it("checkArrows() finds relative imports that leave their package, and sources that import tests", () => {
  expect(check("packages/extension/src/a.ts", 'import "../../core/src/handle.ts";')).toEqual([
    expect.stringContaining("stays inside its package"),
  ]);
  expect(check("examples/intl/src/a.ts", 'import "../../../packages/core/src/handle.ts";')).toHaveLength(1);
  expect(check("packages/conformance/src/a.ts", 'import "../test/main.ts";')).toEqual([
    expect.stringContaining("does not import a test"),
  ]);
});

it("checkArrows() keeps a host's folder to itself", () => {
  expect(check("packages/cpython-bridge/src/index.ts", 'export * from "./pyodide/index.ts";')).toEqual([
    expect.stringContaining("nothing outside src/pyodide imports from it"),
  ]);
  expect(check("packages/cpython-bridge/src/pyodide/index.ts", 'import "./a.ts"; import "../b.ts";')).toEqual(
    [],
  );
});

it("checkArrows() and checkManifest() refuse a package that is not in the table", () => {
  expect(check("packages/utils/src/a.ts", 'import "@hpyjs/core";')).toEqual([
    expect.stringContaining("@hpyjs/utils is not in the table"),
  ]);
  expect(checkManifest("utils", {})).toHaveLength(1);
});

it("checkManifest() finds a dependency against the arrow", () => {
  expect(
    checkManifest("extension", { dependencies: { "@hpyjs/core": "workspace:^", ws: "^8.0.0" } }),
  ).toEqual([]);
  expect(checkManifest("trace", { dependencies: { "@hpyjs/extension": "workspace:^" } })).toEqual([]);
  expect(checkManifest("conformance", { dependencies: { hpyjs: "workspace:^" } })).toHaveLength(1);
  expect(checkManifest("extension", { peerDependencies: { hpyjs: "workspace:^" } })).toEqual([
    "packages/extension/package.json: depends on hpyjs: @hpyjs/extension may import @hpyjs/core",
  ]);
});
