/** What is held in memory for each context and for each extension. */

import { setTimeout } from "node:timers/promises";
import type { Mode } from "@hpyjs/core";
import { flavours, type Surroundings } from "./flavours.ts";
import type { PyProxy } from "./interpreter.ts";
import { AbsentError } from "./sources.ts";

/** What is held in memory for one more of something, in bytes. */
export interface MemoryResult {
  /** On JavaScript's heap. */
  readonly heap: number;
  /** In the interpreter's memory. */
  readonly interpreter: number;
  /** Outside of both: memories of their own, and machine code that the engine accounts for. */
  readonly own: number;
  /** Entries of the interpreter's function table. */
  readonly tableEntries: number;
  /** Of the process that is resident, as the system sees it. */
  readonly resident: number;
}

/** What is held for one more of something, by flavour. */
export interface Memory {
  /** For one more module of the bench's own extension, on a context that exists. */
  readonly extensions: Readonly<Record<string, MemoryResult>>;
  /** For one more context. */
  readonly contexts: Readonly<Record<string, MemoryResult>>;
}

/** Where `struct mallinfo` has `uordblks`, the bytes in use: it is the eighth of ten words. */
const bytesInUseOffset = 28;

/** The sums of the interpreter and of the process at this moment. */
type Snapshot = Readonly<Record<keyof MemoryResult, number>>;

/** Takes snapshots of one interpreter. @throws Error where JavaScript's garbage collector cannot be called. */
function snapshots({ hpy, pyodide }: Surroundings): () => Promise<Snapshot> {
  const { wasm } = hpy.bridge;
  const collect = globalThis.gc;
  if (wasm === null || collect === undefined) throw new Error("Run the bench with node --expose-gc.");
  const mallinfo = wasm.symbol("mallinfo") as ((result: number) => void) | undefined;
  const info = (wasm.symbol("malloc") as (size: number) => number)(40);
  const inUse = (): number => {
    if (mallinfo === undefined) return wasm.memory.buffer.byteLength;
    mallinfo(info);
    return new DataView(wasm.memory.buffer).getUint32(info + bytesInUseOffset, true);
  };
  return async () => {
    // What Python lets go of is let go of by JavaScript later, and the other way round.
    for (let i = 0; i < 3; i++) {
      pyodide.runPython("import gc; gc.collect()");
      collect();
      await setTimeout(5);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    return {
      heap: heapUsed,
      interpreter: inUse(),
      own: external - wasm.memory.buffer.byteLength,
      resident: rss,
      tableEntries: wasm.table.length,
    };
  };
}

function difference(after: Snapshot, before: Snapshot, count: number): MemoryResult {
  const each = (key: keyof MemoryResult): number => (after[key] - before[key]) / count;
  return {
    heap: each("heap"),
    interpreter: each("interpreter"),
    own: each("own"),
    resident: each("resident"),
    tableEntries: each("tableEntries"),
  };
}

/**
 * Loads modules that stay alive and looks at what has grown; then the same with a context for each module.
 * @param count how many of each.
 * @param wanted the flavours' names; left out, all.
 */
export async function measureMemory(
  around: Surroundings,
  count: number,
  wanted: readonly string[] | undefined,
): Promise<Memory> {
  const snapshot = snapshots(around);
  const extensions: Record<string, MemoryResult> = {};
  const contexts: Record<string, MemoryResult> = {};
  /** A layer of its own, with a context of its own. */
  const fresh: () => Mode = () => (inner) => ({ ...inner });
  for (const [name, flavour] of Object.entries(flavours)) {
    if ("absent" in flavour || flavour.loader === undefined || name === "raw-fastest") continue;
    if (wanted !== undefined && !wanted.includes(name)) continue;
    try {
      const load = flavour.loader(around);
      const held: PyProxy[] = [load(false)];
      const grown = async (modes: () => Mode[]): Promise<MemoryResult> => {
        const before = await snapshot();
        for (let i = 0; i < count; i++) held.push(load(false, modes()));
        return difference(await snapshot(), before, count);
      };
      const extension = await grown(() => []);
      extensions[name] = extension;
      if (flavour.modes === true) contexts[name] = difference(await grown(() => [fresh()]), extension, 1);
      for (const module of held) module.destroy();
    } catch (error) {
      if (!(error instanceof AbsentError)) throw error;
    }
  }
  return { extensions, contexts };
}
