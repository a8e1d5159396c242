// Every entry point of every package, as TypeScript sees it; what must not compile says so.

import * as hybrid from "@hpyjs/abi-hybrid";
import * as universal from "@hpyjs/abi-universal";
import * as conformance from "@hpyjs/conformance";
import * as core from "@hpyjs/core";
import * as bridge from "@hpyjs/cpython-bridge";
import * as pyodideBridge from "@hpyjs/cpython-bridge/pyodide";
import * as debug from "@hpyjs/debug";
import * as debugPython from "@hpyjs/debug/python";
import * as devel from "@hpyjs/devel";
import * as develNode from "@hpyjs/devel/node";
import { type Context, type HPy, HPyModule, HPyType } from "@hpyjs/extension";
import * as extensionHybrid from "@hpyjs/extension/hybrid";
import * as trace from "@hpyjs/trace";
import * as tracePython from "@hpyjs/trace/python";
import * as wasm from "@hpyjs/wasm";
import { type HPyRuntime, loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";

// A package whose types were not found would be `any`, and this would be an error.
// @ts-expect-error a module has a name
HPyModule(1, {});

const Money = HPyType("shop.Money", {
  struct: () => ({ cents: 0n }),
  slots: {
    nb_add: (ctx: Context, left: HPy, right: HPy): HPy => {
      const sum = ctx.New(ctx.type(Money), Money);
      const [a, b] = [ctx.as(Money, left), ctx.as(Money, right)];
      sum.struct.cents = (a?.struct.cents ?? 0n) + (b?.struct.cents ?? 0n);
      // @ts-expect-error the struct has no such property
      sum.struct.dollars = 1;
      // @ts-expect-error only hybrid modules see the objects of the interpreter itself
      ctx.FromPyObject(0);
      return sum;
    },
  },
});

export const shop: core.ExtensionModule = HPyModule("shop", { types: [Money] });

/** Loads it. */
export async function open(): Promise<HPyRuntime> {
  const hpy = loadHPy(await loadPyodide(), { modes: { trace: tracePython.withPython(trace.createTrace()) } });
  hpy.load(shop, { modes: [debug.createDebug().mode, "trace"] });
  return hpy;
}

/** What has been imported, so that it is looked at. */
export const all: readonly object[] = [
  hybrid.loadHybrid,
  extensionHybrid,
  universal.WasmLoader,
  conformance.Workbench,
  core.HandleTable,
  bridge.loadCPython,
  pyodideBridge.openBridge,
  debugPython.withPython,
  devel.Compiler,
  develNode.DirectoryStore,
  wasm.WasmModule,
];
