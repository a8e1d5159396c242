/**
 * The boundary is linked into real modules: a module that the engine does not take runs unlinked, and nobody would notice.
 */

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { WasmLoader } from "@hpyjs/abi-universal";
import type { WasmHost } from "@hpyjs/core";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { libcModule } from "@hpyjs/devel";
import { beforeAll, describe, expect, test } from "vitest";
import { compileFixtures } from "../../targets/c-fixtures.ts";
import { startPyodide } from "../../targets/pyodide.ts";
import { compileHere } from "./open-sandbox.ts";

const here = readdirSync(fileURLToPath(new URL(".", import.meta.url))).filter((file) => file.endsWith(".c"));

/** The modules that are compiled by the engine while something happens. */
function compiledBy(body: () => void): WebAssembly.Module[] {
  const { Module } = WebAssembly;
  const compiled: WebAssembly.Module[] = [];
  WebAssembly.Module = new Proxy(Module, {
    construct: (target, args: [BufferSource]) => {
      const made = new target(...args);
      compiled.push(made);
      return made;
    },
  });
  try {
    body();
  } finally {
    WebAssembly.Module = Module;
  }
  return compiled;
}

/** Whether a module has the registers of a sandbox. */
const isLinked = (module: WebAssembly.Module): boolean =>
  WebAssembly.Module.exports(module).some(({ name }) => name === "hpy.register.state");

describe.each(["catch", "suspend"] as const)('traps: "%s"', (traps) => {
  let open: (name: string, bytes: Uint8Array<ArrayBuffer>) => boolean;
  beforeAll(async () => {
    const { pyodide } = await startPyodide("pyodide-314");
    const loader = new WasmLoader(openBridge(pyodide).wasm as WasmHost);
    const library = new WebAssembly.Module(await libcModule());
    open = (name, bytes) => {
      const path = `${name}.hpy0.wasm`;
      return compiledBy(() => loader.open({ path, bytes }, { flavour: "sandboxed", library, traps })).some(
        isLinked,
      );
    };
  });

  test.each(here)("%s", async (file) => {
    expect(open(file, await compileHere(file))).toBe(true);
  });

  test("the fixtures", async () => {
    const fixtures = [...(await compileFixtures("universal"))].flatMap(([name, bytes]) =>
      bytes instanceof Error ? [] : [{ name, bytes }],
    );
    expect(fixtures.length).toBeGreaterThan(30);
    const unlinked = fixtures.filter(({ bytes, name }) => !open(name, bytes));
    expect(unlinked.map(({ name }) => name)).toEqual([]);
  });
});
