/**
 * Fuzzing the sandbox's boundary: a puppet calls the context at random, and the interpreter must live and stay whole.
 *
 * A run is determined by its seed: script number N of a seed is always the same. After each script the interpreter has
 * to answer; from time to time its memory and its objects are looked at, and the puppet is loaded anew.
 */

import { loadUniversal, type WasmExtension, WasmLoader } from "@hpyjs/abi-universal";
import { HPy_NULL, type Pointer, type WasmHost } from "@hpyjs/core";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { libcModule, loadCompiler } from "@hpyjs/devel";
import { startPyodide } from "../targets/pyodide.ts";
import { puppetSource } from "./puppet.ts";
import { Random } from "./random.ts";
import { describeScript, randomScript } from "./script.ts";

/** What to do. */
export interface FuzzOptions {
  /** The npm package of the Pyodide: `pyodide-314`. */
  readonly packageName: string;
  /** The seed. */
  readonly seed: number;
  /** How long, in seconds; or until something is found. */
  readonly seconds: number;
  /** Only this script; for who has to find out what went wrong. */
  readonly only?: number;
  /** Is told the number of each script before it runs. */
  readonly onScript?: (number: number) => void;
}

/** What came of it. */
export interface FuzzResult {
  /** The scripts that ran. */
  readonly scripts: number;
  /** The exceptions that Python got, by type, and how often. */
  readonly exceptions: ReadonlyMap<string, number>;
  /** What went wrong, with the script; `null` when nothing did. */
  readonly failure: string | null;
}

/** The Python side. The objects that the puppet is given are made anew for each script. */
const harness = `
import gc, sys

class Canary:
    value = [1, 2, 3]

canary = Canary()
calls = 0

def callback(*args, **kw):
    global calls
    calls += 1
    if calls > 200: raise RuntimeError("enough")
    return args[0] if args else None

class Strange:
    def __repr__(self): return "strange"
    def __len__(self): return 3
    def __getitem__(self, i):
        if isinstance(i, int) and -4 < i < 4: return i
        raise IndexError(i)
    def __index__(self): return 2

def step(script, inner):
    global calls
    calls = 0
    objects = [[1, 2], (3,), {"a": 1}, "text", b"bytes", 5, 2.5, None, callback, Strange(), int, mod.run, mod.Thing,
               mod.Thing(), slice(1, 2)]
    try:
        mod.run(bytes(script), bytes(inner), *objects)
    except BaseException as exc:
        return type(exc).__name__
    return "none"

def check():
    gc.collect()
    assert canary.value == [1, 2, 3] and sum(range(100)) == 4950
    assert (None, True, (), "", 0) == (None, not False, tuple(), str(), int())
    assert [c for c in "abc"] == ["a", "b", "c"] and {1: 2}[1] == 2
`;

const watchedSize = 1 << 16;

/** A fuzzed interpreter. */
class Bench {
  readonly #python: (source: string) => unknown;
  readonly #globals: { set(name: string, value: unknown): void };
  readonly #memory: { u8(): Uint8Array; alloc(size: number): Pointer };
  readonly #watched: Pointer;
  readonly #pattern: Uint8Array;
  readonly #loadPuppet: () => void;

  private constructor(parts: {
    python: (source: string) => unknown;
    globals: { set(name: string, value: unknown): void };
    memory: { u8(): Uint8Array; alloc(size: number): Pointer };
    load: () => void;
  }) {
    this.#python = parts.python;
    this.#globals = parts.globals;
    this.#memory = parts.memory;
    this.#loadPuppet = parts.load;
    this.#pattern = Uint8Array.from({ length: watchedSize }, (_, index) => (index * 17) & 0xff);
    this.#watched = this.#memory.alloc(watchedSize);
    this.#memory.u8().set(this.#pattern, this.#watched);
  }

  /** Starts a Pyodide and compiles the puppet. */
  static async open(packageName: string): Promise<Bench> {
    const { pyodide } = await startPyodide(packageName);
    const bridge = openBridge(pyodide);
    const { api, boundary, extra, memory } = bridge.universal;
    const compiler = await loadCompiler();
    const sources = [{ file: "puppet.c", text: puppetSource() }];
    const { ok, bytes, stderr } = compiler.compile({ name: "puppet", sources, flags: ["-w"], optimise: "1" });
    if (!ok) throw new Error(`the puppet does not compile:\n${stderr}`);
    const file = { path: "puppet.hpy0.wasm", bytes: new Uint8Array(bytes) };
    const loader = new WasmLoader(bridge.wasm as WasmHost);
    const library = new WebAssembly.Module(await libcModule());
    pyodide.runPython(harness);
    const load = (): void => {
      const extension: WasmExtension = loader.open(file, { flavour: "sandboxed", library, grants: [] });
      boundary.enter(() => {
        const module = loadUniversal(bridge.universal, extension.module());
        if (module === HPy_NULL) {
          extra.Err_SetRaised(extra.Err_GetRaised());
          throw new Error("the puppet cannot be loaded");
        }
        const text = new TextEncoder().encode("__main__\0mod\0");
        const names = memory.alloc(text.length);
        memory.u8().set(text, names);
        const main = api.Import_ImportModule(names);
        api.SetAttr_s(main, (names + 9) as Pointer, module);
        for (const handle of [main, module]) api.Close(handle);
        memory.free(names);
      });
    };
    const globals = (pyodide as unknown as { globals: { set(name: string, value: unknown): void } }).globals;
    return new Bench({ python: (source) => pyodide.runPython(source), globals, memory, load });
  }

  /** Loads the puppet anew. */
  load(): void {
    this.#loadPuppet();
  }

  /** Runs a script; gives the name of the exception's type. */
  step(script: Uint8Array, inner: Uint8Array): string {
    this.#globals.set("script", script);
    this.#globals.set("inner", inner);
    return this.#python("step(script.to_py(), inner.to_py())") as string;
  }

  /** @throws Error when the interpreter is not what it was. */
  check(): void {
    const bytes = this.#memory.u8().subarray(this.#watched, this.#watched + watchedSize);
    if (bytes.some((byte, index) => byte !== this.#pattern[index])) {
      throw new Error("the interpreter's memory was written to");
    }
    this.#python("check()");
  }
}

/** So many scripts pass between two looks at everything, and between two loads. */
const checkEvery = 25;

/** Runs scripts until the time is over or something is found. */
export async function fuzz({ packageName, seed, seconds, only, onScript }: FuzzOptions): Promise<FuzzResult> {
  const bench = await Bench.open(packageName);
  const exceptions = new Map<string, number>();
  const end = performance.now() + seconds * 1000;
  let scripts = 0;
  bench.load();
  for (let number = only ?? 0; performance.now() < end; number++) {
    const random = new Random(Math.imul(seed, 0x9e37_79b1) ^ number);
    const script = randomScript(random, 1 + random.below(40));
    const inner = randomScript(random, random.below(4));
    onScript?.(number);
    try {
      const raised = bench.step(script, inner);
      exceptions.set(raised, (exceptions.get(raised) ?? 0) + 1);
      scripts++;
      if (only !== undefined || scripts % checkEvery === 0) {
        bench.check();
        bench.load();
      }
    } catch (thrown) {
      const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      const failure =
        `script ${number} of seed ${seed} on ${packageName}: ${what}\n` +
        `--- the script:\n${describeScript(script)}\n--- in slots:\n${describeScript(inner)}`;
      return { scripts, exceptions, failure };
    }
    if (only !== undefined) break;
  }
  return { scripts, exceptions, failure: null };
}
