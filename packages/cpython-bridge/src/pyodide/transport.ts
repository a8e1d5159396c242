/** A {@link Transport} over a Pyodide: CPython compiled to WebAssembly, its memory and table shared with us. */

import type { Pointer } from "@hpyjs/core";
import type { CApi } from "../capi.ts";
import { Strings } from "../strings.ts";
import type { Transport } from "../transport.ts";
import { createCalls } from "./calls.ts";
import { FunctionTable } from "./functions.ts";
import { bareExports, guardExports } from "./guard.ts";
import { openHost } from "./host.ts";
import { dataSymbol, findInternals } from "./internals.ts";
import { probeLayout } from "./layout.ts";
import { WasmMemory } from "./memory.ts";
import { canCatch, type EntryEnvironment } from "./native-entries.ts";
import { createNumberCalls } from "./number-calls.ts";

/**
 * With more than this of the C stack used, in bytes, WebAssembly that may suspend does not go deeper. Its own stack is V8's
 * 984 KiB; of the C stack such recursion needs at least 16 bytes a level, for at most 500 of that one.
 */
const mostBelowSuspender = 24 * 1024;

/** Opens a transport over what `loadPyodide()` returned. @throws PyodideInternalsError when it is something else. */
export function openTransport(pyodide: unknown): Transport {
  const { exports, memory: wasmMemory, table, suspender, stackStart, onFatal } = findInternals(pyodide);
  const { calloc, free } = exports as Readonly<Record<string, (...args: number[]) => number>>;
  if (calloc === undefined || free === undefined) throw new Error("this Pyodide exports no C allocator");
  const memory = new WasmMemory(() => wasmMemory.buffer, { calloc, free });
  const unguarded = bareExports(exports);
  const bare = unguarded as unknown as CApi;
  const strings = new Strings(bare, memory);
  const where = strings.constant(" in a call into an HPy extension");
  const { calls, check, deep, leave } = createCalls(bare, () => memory.i32(), memory.alloc(4), where);
  const guarded = guardExports(unguarded, { memory: wasmMemory, depth: calls.depth, deep, leave });
  const capi = guarded.functions as unknown as CApi;
  const symbol = (name: string): Pointer => dataSymbol(exports, name);
  const layout = probeLayout(capi, memory, strings, symbol);
  const stackPointer = exports.__stack_pointer;
  const { size, tupleItems } = layout;
  const entries: EntryEnvironment | null =
    stackPointer instanceof WebAssembly.Global && size !== null && tupleItems !== null && canCatch()
      ? { memory: wasmMemory, table, stackPointer, depth: calls.depth, tuple: { items: tupleItems, size } }
      : null;
  const pointers = new FunctionTable(table, entries);
  const numberCalls =
    stackPointer instanceof WebAssembly.Global
      ? createNumberCalls({
          ...{ bare, layout, memory, wasmMemory, table, stackPointer, symbol },
          ...{ depth: calls.depth, probe: guarded.probe, deep, leave },
        })
      : null;
  const ticks = memory.alloc(4);
  const version = memory.view().getUint32(dataSymbol(exports, "Py_Version"), true);
  return {
    pythonVersion: [version >>> 24, (version >>> 16) & 0xff],
    capi,
    bare,
    memory,
    layout,
    suspender,
    calls: {
      ...calls,
      ticks,
      room: (maySuspend) => {
        check();
        guarded.probe(0);
        const used = maySuspend ? (stackStart() ?? 0) - (stackPointer as WebAssembly.Global).value : 0;
        if (used <= mostBelowSuspender) return 0;
        // Whatever call comes next looks again: this one need not be the one that recurses.
        memory.i32()[ticks >>> 2] = -1;
        return 1;
      },
      ampleRoom: () => {
        check();
        guarded.ample();
      },
      probe: guarded.probe,
    },
    symbol,
    functionPointer: (name) => pointers.pointerOf(name, exports[name]),
    addFunctions: (callbacks) => pointers.add(callbacks),
    removeFunctions: (list) => pointers.remove(list),
    functionAt: (pointer) => pointers.at(pointer),
    setErrno: (errno) => {
      const location = (exports.__errno_location as () => number)();
      memory.i32()[location >>> 2] = errno;
    },
    onFatal,
    entries,
    numberCalls,
    wasm: openHost(exports, wasmMemory, table, pointers),
  };
}
