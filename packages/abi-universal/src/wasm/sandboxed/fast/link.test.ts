import { type ApiFunctionName, type DirectContext, functionIndex, layout, type Pointer } from "@hpyjs/core";
import { op, WasmModule } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../binary/byte-reader.ts";
import { readModule } from "../../binary/module.ts";
import { InstructionReader } from "../../linked/relink/instructions.ts";
import { Grants } from "../grants.ts";
import { SandboxCode } from "./assembly.ts";
import { type LinkedExtension, linkSandboxed, sandboxModule } from "./link.ts";

const slot = layout.wasm32.HPyContext.offsets.entries + 4 * functionIndex.Dup;

const direct: DirectContext = {
  apis: [],
  functions: new Map([
    ["Dup" as ApiFunctionName, { signature: "i:ii", locals: "", code: () => op.localGet(1) }],
    ["Close" as ApiFunctionName, { signature: "v:ii", locals: "", code: () => [] }],
  ]),
  pointers: new Map([["Dup" as ApiFunctionName, 7 as Pointer]]),
  helpers: new Map(),
  imports: new Map([
    ["c:PyErr_Occurred", { signature: "i:", target: (() => 0) as never, isLeaf: true }],
    ["probe", { signature: "v:i", target: (() => {}) as never, isLeaf: true }],
  ]),
  types: {
    table: 0,
    addressShift: 4,
    placesMask: 127,
    placeShift: 6,
    place: { type: 0, struct: 4, make: 20, mark: 32 },
    objectType: 4,
  },
  entries: { depth: 16, tuple: { items: 12, size: 8 } },
};

/** A module with a C stack that calls `HPy_Dup` through the context, and writes to its memory. */
function extension(change: (module: WasmModule) => void = () => {}): Uint8Array<ArrayBuffer> {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "__indirect_function_table");
  module.importGlobal("env", "__stack_pointer");
  const through = [...op.localGet(0), ...op.i32Load(slot), ...op.callIndirect(module.type("i:ii"))];
  module.function("i:ii", [...op.localGet(0), ...op.localGet(1), ...through], "f");
  module.function("v:ii", [...op.localGet(0), ...op.localGet(1), ...op.i32Store(0)], "write");
  change(module);
  return module.bytes();
}

function link(bytes: Uint8Array, traps: "catch" | "suspend" = "catch"): LinkedExtension | null {
  const needs = direct.entries as NonNullable<DirectContext["entries"]>;
  const code = new SandboxCode(direct, needs, new Grants([]), traps === "catch");
  return linkSandboxed(bytes, readModule(bytes), code);
}

function instantiate(bytes: Uint8Array<ArrayBuffer>, linked: LinkedExtension) {
  const [theirs, own] = [1, 2].map(() => new WebAssembly.Memory({ initial: 1 })) as [
    WebAssembly.Memory,
    WebAssembly.Memory,
  ];
  const called: string[] = [];
  const imports = Object.fromEntries(
    linked.imports.map((name) => [
      name,
      (...args: number[]) => {
        called.push(`${name} ${args}`);
        return 99;
      },
    ]),
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(linked.bytes), {
    env: {
      memory: theirs,
      __indirect_function_table: new WebAssembly.Table({ initial: 8, element: "anyfunc" }),
      __stack_pointer: new WebAssembly.Global({ value: "i32", mutable: true }, 4096),
    },
    [sandboxModule]: { ...imports, memory: own },
  });
  expect(bytes.length).toBeLessThan(linked.bytes.length);
  return { called, own, theirs, exports: exports as Record<string, (...args: number[]) => number> };
}

describe.each(["catch", "suspend"] as const)('linkSandboxed(), traps: "%s"', (traps) => {
  test("gives a module with the interpreter's memory as its second", () => {
    const bytes = extension();
    const linked = link(bytes, traps);
    expect(linked?.members).toEqual(["Dup"]);
    expect(WebAssembly.validate(linked?.bytes ?? new Uint8Array())).toBe(true);
  });

  test("leaves everything to JavaScript until it is bound to a layer", () => {
    const bytes = extension();
    const { called, exports, own, theirs } = instantiate(bytes, link(bytes, traps) as LinkedExtension);
    const before = new Uint8Array(own.buffer).slice();
    const f = exports.f as (...args: number[]) => number;
    // The first function of the context has the pointer that no context of this module has yet.
    const place = [...Object.values(functionIndex)].sort((a, b) => a - b).indexOf(functionIndex.Dup);
    for (let pointer = 0; pointer < 200; pointer++) {
      new Int32Array(theirs.buffer)[(1024 + slot) / 4] = pointer;
      if (pointer === place) expect(f(1024, 5)).toBe(99);
      else expect(() => f(1024, 5)).toThrow(WebAssembly.RuntimeError);
    }
    expect(called).toEqual(["slow:Dup 1024,5"]);
    expect(new Uint8Array(own.buffer)).toEqual(before);
  });

  test.each([
    ["globals", (module: WasmModule, index: number) => void module.global(`g${index}`, "i", 0)],
    ["types", (module: WasmModule, index: number) => void module.type(`i:${"d".repeat(index)}`)],
    ["functions", (module: WasmModule) => void module.function("v:", [])],
  ])("links a module with more %s than short numbers can name", (what, add) => {
    const bytes = extension((module) => {
      for (let index = 0; index < (what === "functions" ? 16_500 : 130); index++) add(module, index);
    });
    const linked = link(bytes, traps) as LinkedExtension;
    const { called, exports, theirs } = instantiate(bytes, linked);
    const place = [...Object.values(functionIndex)].sort((a, b) => a - b).indexOf(functionIndex.Dup);
    new Int32Array(theirs.buffer)[(1024 + slot) / 4] = place;
    expect([exports.f?.(1024, 5), called]).toEqual([99, ["slow:Dup 1024,5"]]);
  });

  test("leaves the module's own instructions on its own memory", () => {
    const bytes = extension();
    const linked = link(bytes, traps) as LinkedExtension;
    const { exports, own, theirs } = instantiate(bytes, linked);
    exports.write?.(512, 4711);
    expect(new Int32Array(theirs.buffer)[128]).toBe(4711);
    expect(new Int32Array(own.buffer)[128]).toBe(0);
    const code = readModule(linked.bytes).sections.find(({ id }) => id === 10);
    const reader = new ByteReader(linked.bytes, code?.start ?? 0, code?.end ?? 0);
    reader.u32();
    for (let index = 0; index < 2; index++) {
      const size = reader.u32();
      // The locals of these functions are none: one byte.
      const [start, end] = [reader.position + 1, reader.position + size];
      new InstructionReader(linked.bytes).each(start, end, (opcode, at) => {
        if (opcode >= 0x28 && opcode <= 0x3e)
          expect((linked.bytes[at + 1] as number) & 0x40, `function ${index}`).toBe(0);
      });
      reader.skip(size);
    }
  });

  test("refuses modules with memories of their own, or with several", () => {
    const twice = extension((module) => module.importMemory("env", "memory"));
    expect(WebAssembly.validate(twice)).toBe(true);
    expect(link(twice, traps)).toBeNull();
  });

  test("gives one that does without a C stack the pointer of it, where no global of its own is in the way", () => {
    const without = (hasGlobal: boolean): Uint8Array<ArrayBuffer> => {
      const module = new WasmModule();
      module.importMemory("env", "memory");
      module.importTable("env", "__indirect_function_table");
      if (hasGlobal) module.global("g", "i", 5);
      const through = [...op.localGet(0), ...op.i32Load(slot), ...op.callIndirect(module.type("i:ii"))];
      module.function("i:ii", [...op.localGet(0), ...op.localGet(1), ...through], "f");
      return module.bytes();
    };
    const linked = link(without(false), traps);
    const module = new WebAssembly.Module(linked?.bytes ?? new Uint8Array());
    expect(WebAssembly.Module.imports(module)).toContainEqual({
      module: sandboxModule,
      name: "stackPointer",
      kind: "global",
    });
    expect(link(without(true), traps)).toBeNull();
  });

  test("links no call on another memory", () => {
    const module = new WasmModule();
    module.importMemory("env", "memory");
    module.importTable("env", "__indirect_function_table");
    module.importGlobal("env", "__stack_pointer");
    // An explicit memory 0 is the same memory; the linker need not know that, but must not go wrong.
    const load = [0x28, 0x42, 0x00, ...op.i32Load(slot).slice(2)];
    const through = [...op.localGet(0), ...load, ...op.callIndirect(module.type("i:ii"))];
    module.function("i:ii", [...op.localGet(0), ...op.localGet(1), ...through], "f");
    const bytes = module.bytes();
    const linked = link(bytes, traps);
    if (linked !== null) expect(WebAssembly.validate(linked.bytes)).toBe(true);
  });

  test("gives a module that the engine refuses where the extension has taken its names", () => {
    const bytes = extension((module) => module.function("i:d", [...op.i32Const(1)], "hpy.fast:Dup"));
    const linked = link(bytes, traps);
    expect(linked === null || !WebAssembly.validate(linked.bytes)).toBe(true);
  });

  test("does not list what the extension exports under such names", () => {
    const bytes = extension((module) => module.function("i:d", [...op.i32Const(1)], "hpy.way.7.0"));
    const linked = link(bytes, traps) as LinkedExtension;
    expect(WebAssembly.validate(linked.bytes)).toBe(true);
    expect(linked.exported.has("way.7.0")).toBe(false);
  });

  test("gives a valid module or none, whatever byte of a valid one is changed", () => {
    const bytes = extension();
    // A stack pointer that is constant makes what is added invalid, which the engine says: then nothing is linked.
    const name = new TextEncoder().encode("__stack_pointer");
    const isName = (start: number): boolean => name.every((byte, offset) => bytes[start + offset] === byte);
    const constancy = [...bytes.keys()].findIndex(isName) + name.length + 2;
    for (let index = 8; index < bytes.length; index++) {
      for (const value of [0, 1, 0x0b, 0x40, 0x7f, 0xff]) {
        const changed = bytes.slice();
        changed[index] = value;
        if (index === constancy || !WebAssembly.validate(changed)) continue;
        const linked = link(changed, traps);
        if (linked === null) continue;
        expect(WebAssembly.validate(linked.bytes), `byte ${index} is ${value}`).toBe(true);
      }
    }
  });
});
