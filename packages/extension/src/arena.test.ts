import type { Memory, Pointer } from "@hpyjs/core";
import { beforeEach, describe, expect, it } from "vitest";
import { Arena } from "./arena.ts";

/** A megabyte whose allocator only counts. */
class CountingMemory implements Memory {
  readonly pointerSize = 4;
  readonly allocated: Set<number> = new Set();
  readonly #bytes: Uint8Array = new Uint8Array(1 << 20);
  #end = 16;

  u8(): Uint8Array {
    return this.#bytes;
  }
  i32(): Int32Array {
    return new Int32Array(this.#bytes.buffer);
  }
  u32(): Uint32Array {
    return new Uint32Array(this.#bytes.buffer);
  }
  f64(): Float64Array {
    return new Float64Array(this.#bytes.buffer);
  }
  view(): DataView {
    return new DataView(this.#bytes.buffer);
  }
  alloc(size: number): Pointer {
    const pointer = this.#end;
    this.#end += (size + 15) & ~15;
    this.allocated.add(pointer);
    return pointer as Pointer;
  }
  allocFor(_owner: object, size: number): Pointer {
    return this.alloc(size);
  }
  free(pointer: Pointer): void {
    this.allocated.delete(pointer);
  }
}

let memory: CountingMemory;
let arena: Arena;

const read = (pointer: number): string =>
  new TextDecoder().decode(memory.u8().subarray(pointer, memory.u8().indexOf(0, pointer)));

beforeEach(() => {
  memory = new CountingMemory();
  arena = new Arena(memory);
});

describe("memory", () => {
  it("is allocated by itself where it does not fit, however large", () => {
    const before = arena.allocate(1);
    arena.release(before);
    for (const size of [2 ** 14 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32]) {
      const { size: count } = memory.allocated;
      const pointer = arena.allocate(size);
      expect(memory.allocated.size).toBe(count + 1);
      arena.release(pointer);
      expect(memory.allocated.size).toBe(count);
    }
    expect(arena.allocate(1)).toBe(before);
  });

  it("is aligned, and given out again after it was released", () => {
    const a = arena.allocate(5);
    const b = arena.allocate(1);
    expect([a % 16, b - a]).toEqual([0, 16]);
    arena.release(b);
    expect(arena.allocate(20)).toBe(b);
    arena.release(a);
    expect(arena.allocate(1)).toBe(a);
  });

  it("that does not fit is a block of its own, freed with what was allocated before it", () => {
    const before = memory.allocated.size;
    const a = arena.allocate(16);
    const large = arena.allocate(100_000);
    const b = arena.allocate(16);
    expect(memory.allocated.size).toBe(before + 1);
    arena.release(b);
    expect(memory.allocated.has(large)).toBe(true);
    arena.release(large);
    expect(memory.allocated.size).toBe(before);
    arena.allocate(100_000);
    arena.release(a);
    expect(memory.allocated.size).toBe(before);
  });

  it("is all given back by a reset", () => {
    const a = arena.allocate(16);
    const before = memory.allocated.size;
    arena.allocate(50_000);
    arena.reset();
    expect(memory.allocated.size).toBe(before);
    expect(arena.allocate(16)).toBe(a);
  });
});

describe("text", () => {
  it("is UTF-8 with a NUL at its end", () => {
    for (const s of ["", "abc", "é", "日本語", "\u{1f600}", "x".repeat(100), "ü".repeat(40)]) {
      const pointer = arena.text(s);
      expect(read(pointer)).toBe(s);
      arena.release(pointer);
    }
  });

  it("that is short and recurs stands in one place, which releasing does not free", () => {
    const pointer = arena.text("name");
    arena.release(pointer);
    const other = arena.allocate(64);
    memory.u8().fill(1, other, other + 64);
    expect(arena.text("name")).toBe(pointer);
    expect(read(pointer)).toBe("name");
  });

  it("is not cached without end", () => {
    for (let i = 0; i < 2000; i++) arena.release(arena.text(`name${i}`));
    expect(memory.allocated.size).toBeLessThan(600);
    expect(read(arena.text("name1999"))).toBe("name1999");
  });

  it("cannot have a NUL or a lone surrogate", () => {
    for (const s of ["a\0b", "\0", "\ud800", `${"x".repeat(50)}\0`, `${"x".repeat(50)}\udfff`]) {
      expect(arena.text(s)).toBe(0);
    }
    expect(arena.allocate(1)).toBe(new Arena(new CountingMemory()).allocate(1));
  });
});
