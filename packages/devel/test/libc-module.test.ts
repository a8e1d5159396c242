import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { libraryTable } from "../src/build/library-table.ts";
import { libcModule } from "../src/index.ts";
import { exportTypes } from "./export-types.ts";

const symbols: { data: string[]; functions: string[] } = JSON.parse(
  readFileSync(new URL("../libc/symbols.json", import.meta.url), "utf8"),
);

let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  bytes = await libcModule();
});

describe("the C library's symbols", () => {
  test.each(["pyodide-312", "pyodide-313", "pyodide-314"])(
    "are exported by %s with the same types",
    (name) => {
      const url = new URL(`../../../node_modules/${name}/pyodide.asm.wasm`, import.meta.url);
      const interpreter = exportTypes(readFileSync(url));
      const library = exportTypes(bytes);
      const differing = symbols.functions.filter((symbol) => {
        const type = library.get(symbol);
        return type === undefined || type !== interpreter.get(symbol);
      });
      expect(differing).toEqual([]);
      expect(symbols.data.filter((symbol) => interpreter.get(symbol) !== "global")).toEqual([]);
      expect(symbols.data.filter((symbol) => library.get(symbol) !== "global")).toEqual([]);
    },
  );

  test("are sorted, and none twice", () => {
    for (const names of [symbols.data, symbols.functions]) expect(names).toEqual([...new Set(names)].sort());
  });
});

describe("the C library of the sandbox", () => {
  const system = new Proxy({}, { get: (_target, name) => () => (name === "clock_time_get" ? 0 : 8) });

  function start(): Record<string, WebAssembly.ExportValue> & {
    readonly memory: WebAssembly.Memory;
    readonly __stack_pointer: WebAssembly.Global;
    readonly __indirect_function_table: WebAssembly.Table;
  } {
    const module = new WebAssembly.Module(bytes);
    const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: system });
    (exports._initialize as () => void)();
    const table = exports[libraryTable] as WebAssembly.Table;
    const [section] = WebAssembly.Module.customSections(module, libraryTable);
    const names = new TextDecoder().decode(section).split("\n");
    const functions = Object.fromEntries(names.map((name, place) => [name, table.get(place)]));
    return { ...functions, ...exports } as ReturnType<typeof start>;
  }

  function call(library: WebAssembly.Exports, name: string, ...args: (number | bigint)[]): number {
    return (library[name] as (...args: (number | bigint)[]) => number)(...args);
  }

  function cString(library: WebAssembly.Exports, text: string): number {
    const encoded = new TextEncoder().encode(`${text}\0`);
    const address = call(library, "malloc", encoded.length);
    new Uint8Array((library.memory as WebAssembly.Memory).buffer).set(encoded, address);
    return address;
  }

  function textAt(memory: WebAssembly.Memory, address: number): string {
    const all = new Uint8Array(memory.buffer);
    return new TextDecoder().decode(all.slice(address, all.indexOf(0, address)));
  }

  test("imports WASI alone", () => {
    const from = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ module }) => module);
    expect(new Set(from)).toEqual(new Set(["wasi_snapshot_preview1"]));
  });

  test("needs nothing of the system to start, and has a stack of one MiB below its data", () => {
    const library = start();
    expect(library.__stack_pointer.value).toBe(1024 * 1024);
    expect((library.stderr as WebAssembly.Global).value).toBeGreaterThan(1024 * 1024);
    const { length } = library.__indirect_function_table;
    expect(library.__indirect_function_table.grow(100)).toBe(length);
  });

  test("formats long doubles", () => {
    const library = start();
    const out = call(library, "malloc", 64);
    const args = call(library, "malloc", 32);
    // 2.5 as a 128-bit float.
    new BigUint64Array(library.memory.buffer, args, 2).set([0n, 0x4000_4000_0000_0000n]);
    expect(call(library, "snprintf", out, 64, cString(library, "%.3Lf"), args)).toBe(5);
    expect(textAt(library.memory, out)).toBe("2.500");
  });

  test("clock_gettime() takes the numbers that Emscripten gives clocks, and sets errno for others", () => {
    const library = start();
    const time = call(library, "malloc", 16);
    expect([0, 1].map((clock) => call(library, "clock_gettime", clock, time))).toEqual([0, 0]);
    expect(call(library, "clock_gettime", 7, time)).toBe(-1);
    const einval = 28;
    expect(new Int32Array(library.memory.buffer)[call(library, "__errno_location") >> 2]).toBe(einval);
  });
});
