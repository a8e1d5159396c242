/**
 * The runtime as the Python wheel carries it: one script that leaves a function in a global variable, from where the
 * package `hpyjs` in Python takes it. See `hpyjs/__init__.py`.
 */

import { createDebug } from "@hpyjs/debug";
import { withPython as debugWithPython } from "@hpyjs/debug/python";
import { createTrace } from "@hpyjs/trace";
import { withPython as traceWithPython } from "@hpyjs/trace/python";
import { type HPyRuntime, loadHPy } from "hpyjs";

/** What Python calls: with Pyodide's interface, `pyodide_js`. */
function start(pyodide: Parameters<typeof loadHPy>[0]): HPyRuntime {
  return loadHPy(pyodide, {
    modes: { debug: debugWithPython(createDebug()), trace: traceWithPython(createTrace()) },
  });
}

Reflect.set(globalThis, "hpyjsStart", start);
