import { describe, expect, test } from "vitest";
import { DefinitionError } from "../errors.ts";
import { StructMemory } from "./struct-memory.ts";

function memory(): { structs: StructMemory; wasm: WebAssembly.Memory } {
  const wasm = new WebAssembly.Memory({ initial: 1 });
  return { structs: new StructMemory(() => wasm.buffer), wasm };
}

describe("StructMemory", () => {
  test("reads words, ints and strings", () => {
    const { structs, wasm } = memory();
    new Uint32Array(wasm.buffer).set([0xffff_fffe], 4);
    new Uint8Array(wasm.buffer).set(new TextEncoder().encode("größe\0"), 64);
    expect(structs.word(16, "a word")).toBe(0xffff_fffe);
    expect(structs.int(16, "an int")).toBe(-2);
    expect(structs.text(64, "a text")).toBe("größe");
    expect(structs.text(0, "a text")).toBeNull();
  });

  test("sees memory that has grown", () => {
    const { structs, wasm } = memory();
    expect(() => structs.word(65_536, "a word")).toThrow(DefinitionError);
    wasm.grow(1);
    new Uint32Array(wasm.buffer)[16_384] = 9;
    expect(structs.word(65_536, "a word")).toBe(9);
    expect(structs.word(0, "a word")).toBe(0);
  });

  test("refuses addresses outside of the memory, negative ones included, saying what was read", () => {
    const { structs } = memory();
    for (const address of [65_533, 65_536, -1, -4, 2 ** 32 - 1]) {
      expect(() => structs.word(address, "HPyDef.kind")).toThrow("HPyDef.kind");
      expect(() => structs.text(address < 65_536 ? -1 : address, "a name")).toThrow(DefinitionError);
    }
  });

  test("refuses a string without an end", () => {
    const { structs, wasm } = memory();
    new Uint8Array(wasm.buffer).fill(65, 100);
    expect(() => structs.text(200, "a name")).toThrow("does not end");
  });

  test("reads arrays up to their null, and refuses those that have none", () => {
    const { structs, wasm } = memory();
    const words = new Uint32Array(wasm.buffer);
    words.set([3, 2, 1], 4);
    expect(structs.words(16, "an array")).toEqual([3, 2, 1]);
    expect(structs.words(0, "an array")).toEqual([]);
    words.fill(7, 4);
    expect(() => structs.words(16, "an array")).toThrow(DefinitionError);
  });
});
