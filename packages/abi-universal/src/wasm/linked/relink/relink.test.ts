import { type ApiFunctionName, type DirectContext, functionIndex, layout, type Pointer } from "@hpyjs/core";
import { op, WasmModule } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../binary/byte-reader.ts";
import { readModule } from "../../binary/module.ts";
import { directModule, relink } from "./relink.ts";

const slot = layout.wasm32.HPyContext.offsets.entries + 4 * functionIndex.Dup;

/** A context that has `HPy_Dup` at the table's entry 7, as a call of an import. */
function contextWith(dup: (h: number) => number): DirectContext {
  return {
    apis: [],
    functions: new Map([
      [
        "Dup" as ApiFunctionName,
        { signature: "i:ii", locals: "", code: (link) => [...op.localGet(1), ...op.call(link("c:dup"))] },
      ],
    ]),
    pointers: new Map([["Dup" as ApiFunctionName, 7 as Pointer]]),
    helpers: new Map(),
    imports: new Map([["c:dup", { signature: "i:i", target: dup as never, isLeaf: true }]]),
    types: {
      table: 0,
      addressShift: 0,
      placesMask: 0,
      placeShift: 0,
      place: { type: 0, struct: 0, make: 0, mark: 0 },
      objectType: 4,
    },
    entries: null,
  };
}

/** A module that calls an import, and `HPy_Dup` through the context. */
function extension(offset = slot): Uint8Array<ArrayBuffer> {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "table");
  const log = module.importFunction("env", "log", "v:i");
  const through = [...op.localGet(0), ...op.i32Load(offset), ...op.callIndirect(module.type("i:ii"))];
  const dup = module.function("i:ii", [...op.localGet(0), ...op.localGet(1), ...through]);
  const call = [...op.localGet(0), ...op.localGet(1), ...op.call(dup)];
  module.function("i:ii", [...op.localGet(1), ...op.call(log), ...call], "f");
  return module.bytes();
}

/** A function of type `i:ii`, for the table. */
function wasmFunction(): unknown {
  const module = new WasmModule();
  module.function("i:ii", [...op.localGet(1), ...op.i32Const(1000), ...op.i32Add], "f");
  return new WebAssembly.Instance(new WebAssembly.Module(module.bytes())).exports.f;
}

/** How many bytes the functions of a module have. */
function lengthsOf(bytes: Uint8Array): number[] {
  const lengths: number[] = [];
  const code = readModule(bytes).sections.find(({ id }) => id === 10);
  const reader = new ByteReader(bytes, code?.start, code?.end);
  reader.vector(() => {
    lengths.push(reader.u32());
    reader.skip(lengths.at(-1) as number);
  });
  return lengths;
}

/** How long the only entry is of a module with one implementation, which is this much longer than it need be. */
function entryLength(extra: number): number {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "table");
  const base = module.importConstant("env", "__table_base");
  const dup = [...op.localGet(0), ...op.i32Load(slot), ...op.callIndirect(module.type("i:ii"))];
  const idle = Array.from({ length: extra }, () => nop);
  module.fillTable(base, [module.function("i:ii", [...idle, ...op.localGet(0), ...op.localGet(1), ...dup])]);
  const bytes = module.bytes();
  const entries = { depth: 0, tuple: { items: 12, size: 8 } };
  const linked = relink(bytes, readModule(bytes), { ...contextWith((h) => h), entries })?.bytes;
  const { exports } = readModule(linked ?? new Uint8Array());
  expect(WebAssembly.validate(linked ?? new Uint8Array())).toBe(true);
  const [entry] = exports.filter(({ name }) => name.startsWith("hpy.entry."));
  const imported = readModule(linked ?? new Uint8Array()).imports.filter(({ kind }) => kind === "function");
  return lengthsOf(linked ?? new Uint8Array())[(entry?.index ?? 0) - imported.length] ?? 0;
}

const nop = 0x01;

describe("relink()", () => {
  test("calls the direct function where the context has it, and whatever is there where not", () => {
    const seen: string[] = [];
    const direct = contextWith((h) => {
      seen.push(`dup ${h}`);
      return h;
    });
    const bytes = extension();
    const linked = relink(bytes, readModule(bytes), direct);
    expect(linked?.calls).toBe(1);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const table = new WebAssembly.Table({ initial: 8, element: "anyfunc" });
    table.set(3, wasmFunction());
    const own = { caught: () => 0, refuse: () => {}, thrown: () => 0 };
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(linked?.bytes ?? new Uint8Array()), {
      env: { memory, table, log: (h: number) => void seen.push(`log ${h}`) },
      [directModule]: { ...linked?.imports, ...own },
    }).exports as { f: (ctx: number, h: number) => number };
    const words = new Int32Array(memory.buffer);
    words[(1024 + slot) / 4] = 7;
    expect(f(1024, 5)).toBe(5);
    words[(1024 + slot) / 4] = 3;
    expect(f(1024, 5)).toBe(1005);
    expect(seen).toEqual(["log 5", "dup 5", "log 5"]);
  });

  test("gives as many small functions as others, for engines that take their share for a sign", () => {
    const bytes = extension();
    const linked =
      relink(
        bytes,
        readModule(bytes),
        contextWith((h) => h),
      )?.bytes ?? new Uint8Array();
    const lengths = lengthsOf(linked);
    expect(lengths.filter((length) => length === 2)).toHaveLength(lengths.length / 2);
  });

  test("makes entries as much longer as what they call, where an engine would inline that", () => {
    const shortest = entryLength(0);
    expect(entryLength(100)).toBe(shortest + 100);
    expect(entryLength(400)).toBe(shortest + 400);
    expect(entryLength(600)).toBeLessThan(shortest);
  });

  test("leaves alone what does not call the context, or is not understood", () => {
    const direct = contextWith((h) => h);
    const other = extension(4);
    expect(relink(other, readModule(other), direct)).toBeNull();
    const module = new WasmModule();
    module.importMemory("env", "memory");
    module.function("v:", [0xff], "f");
    const unknown = module.bytes();
    expect(relink(unknown, readModule(unknown), direct)).toBeNull();
  });

  test("gives a valid module or none, whatever byte of a valid one is changed", () => {
    const direct = contextWith((h) => h);
    const bytes = extension();
    for (let index = 8; index < bytes.length; index++) {
      for (const value of [0, 1, 0x0b, 0x7f, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[index] = value;
        if (!WebAssembly.validate(changed)) continue;
        const linked = relink(changed, readModule(changed), direct);
        if (linked !== null)
          expect(WebAssembly.validate(linked.bytes), `byte ${index} is ${value}`).toBe(true);
      }
    }
  });
});
