import { expect, it } from "vitest";
import { checkPrivate, checkShape, type PackageFiles } from "./manifests.ts";

const good = {
  name: "@hpyjs/trace",
  version: "1.0.0",
  description: "The trace mode.",
  keywords: ["hpy"],
  license: "MIT",
  repository: { type: "git", url: "git+https://github.com/hpyjs/hpyjs.git", directory: "packages/trace" },
  type: "module",
  sideEffects: false,
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
  files: ["dist"],
  scripts: { build: "tsc -b" },
  engines: { node: ">=22" },
  publishConfig: { access: "public", provenance: true },
};

const check = (changes: object, rest: Partial<PackageFiles> = {}): readonly string[] =>
  checkShape({
    folder: "trace",
    manifest: { ...good, ...changes },
    documented: ["src/index.ts"],
    license: true,
    ...rest,
  });

it("checkShape() accepts the shape", () => {
  expect(check({})).toEqual([]);
});

it.each([
  ["a CJS twin", { main: "./dist/index.cjs" }, '"main" is not part of the shape'],
  ["side effects", { sideEffects: true }, '"sideEffects" should be false'],
  ["another license", { license: "ISC" }, '"license" should be "MIT"'],
  ["a wrong folder", { repository: { ...good.repository, directory: "trace" } }, '"repository" should be'],
  ["no provenance", { publishConfig: { access: "public" } }, '"publishConfig" should be'],
  ["an export without types", { exports: { ".": "./dist/index.js" } }, '"exports" should map "."'],
  ["no description", { description: undefined }, '"description" is missing'],
])("checkShape() finds %s", (_, changes, wrong) => {
  expect(check(changes)).toEqual([expect.stringContaining(`packages/trace/package.json: ${wrong}`)]);
});

it("checkShape() finds a missing license and an entry point that is not documented", () => {
  expect(check({}, { license: false, documented: [] })).toEqual([
    'packages/trace/typedoc.json: "entryPoints" should be ["src/index.ts"]',
    "packages/trace/LICENSE: is missing",
  ]);
});

it("checkPrivate() finds what could be published by mistake", () => {
  expect(checkPrivate("docs/package.json", { private: true, version: "0.0.0", license: "MIT" })).toEqual([]);
  expect(checkPrivate("docs/package.json", { name: "docs", version: "1.0.0" })).toEqual([
    'docs/package.json: should be "private": it is not published',
    'docs/package.json: "version" should be "0.0.0": it is not published',
    'docs/package.json: "license" should be "MIT"',
  ]);
});

it("checkShape() finds a package that is private", () => {
  expect(check({ private: true })).toEqual([expect.stringContaining('"private" is not part of the shape')]);
});
