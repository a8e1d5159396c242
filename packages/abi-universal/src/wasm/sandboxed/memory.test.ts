import type { Pointer } from "@hpyjs/core";
import { describe, expect, it } from "vitest";
import { SandboxMemory } from "./memory.ts";

/** A memory of one page with an allocator that hands out one address. */
function open(address = 64): { wasm: WebAssembly.Memory; memory: SandboxMemory } {
  const wasm = new WebAssembly.Memory({ initial: 1 });
  return {
    wasm,
    memory: new SandboxMemory(
      wasm,
      () => address,
      () => {},
    ),
  };
}

describe("SandboxMemory", () => {
  it("goes on after the module has let its memory grow, whatever is used first", () => {
    const uses: ((memory: SandboxMemory) => unknown)[] = [
      (memory) => memory.word(16, "a word"),
      (memory) => memory.setWord(16, 5, "a word"),
      (memory) => memory.bytes(16, 4, "bytes"),
      (memory) => memory.write(16, new Uint8Array(4), "bytes"),
      (memory) => memory.string(16, "a text"),
      (memory) => memory.alloc(8, "a struct"),
      (memory) => memory.word(0x1_0000, "a word of the new part"),
    ];
    for (const use of uses) {
      const { wasm, memory } = open();
      memory.setWord(16, 7, "a word");
      wasm.grow(1);
      use(memory);
      memory.setWord(20, 9, "a word");
      expect(new DataView(wasm.buffer).getUint32(20, true)).toBe(9);
    }
  });

  it("refuses every access that is not wholly inside", () => {
    const { memory } = open();
    for (const address of [0xfffd, 0x1_0000, -4, 0xffff_ffff]) {
      expect(() => memory.word(address, "the word")).toThrow("the word");
      expect(() => memory.setWord(address, 1, "the word")).toThrow("the word");
    }
    expect(() => memory.bytes(0, 0x1_0001, "the bytes")).toThrow("the bytes");
    expect(() => memory.bytes(0, -1, "the bytes")).toThrow("negative length");
    expect(() => memory.write(0xffff, new Uint8Array(2), "the bytes")).toThrow("the bytes");
  });

  it("does not trust the module's malloc", () => {
    expect(open(0).memory.alloc.bind(open(0).memory, 8, "a struct")).toThrow("no memory left for a struct");
    expect(() => open(0xfffc).memory.alloc(8, "a struct")).toThrow("a struct");
    const { wasm, memory } = open();
    new Uint8Array(wasm.buffer).fill(255);
    const pointer: Pointer = memory.alloc(8, "a struct");
    expect([...memory.bytes(pointer, 9, "bytes")]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 255]);
  });
});
