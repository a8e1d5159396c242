import { type Handle, HandleError, type Memory, type Pointer } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { SandboxHandles } from "../handles.ts";
import { SandboxViolation } from "../violation.ts";
import { MemoryStore } from "./memory-store.ts";
import { Registers } from "./registers.ts";
import { borrowRoom, entry } from "./state.ts";

/** A memory that only grows, and is another one after each time that something is allocated. */
function memory(): Memory {
  let buffer = new ArrayBuffer(64);
  return {
    u32: () => new Uint32Array(buffer),
    f64: () => new Float64Array(buffer),
    alloc: (size: number) => {
      const start = buffer.byteLength;
      buffer = buffer.transfer(start + ((size + 15) & ~15));
      return start as Pointer;
    },
    free: () => {},
  } as Partial<Memory> as Memory;
}

function open(): { store: MemoryStore; table: SandboxHandles; freed: number[] } {
  const freed: number[] = [];
  const store = new MemoryStore(memory(), new Registers(), new Float64Array(2));
  return { store, table: new SandboxHandles((text) => freed.push(text), false, store), freed };
}

/** A store whose calls take entries as WebAssembly has them do. */
function borrowing(): {
  store: MemoryStore;
  table: SandboxHandles;
  call: (serial: number, objects: readonly number[]) => { handles: Handle[]; base: number; end: number };
  room: () => number;
} {
  const [registers, shared] = [new Registers(), memory()];
  const store = new MemoryStore(shared, registers, new Float64Array(2));
  const room = (): number => (registers.get("borrowEnd") - registers.get("borrow")) >>> entry.shift;
  return {
    store,
    table: new SandboxHandles(() => {}, false, store),
    room,
    call: (serial, objects) => {
      if (room() < objects.length) throw new RangeError("no room");
      const base = registers.get("borrow");
      const end = base + (objects.length << entry.shift);
      registers.set("borrow", end);
      const generation = (registers.get("generation") + registers.get("step")) & 0x7fff_ffff;
      registers.set("generation", generation);
      const first = generation + ((base - registers.get("entries")) >>> entry.shift);
      shared.f64()[(base + entry.stamp) >>> 3] = serial;
      shared.u32()[(base + entry.stack) >>> 2] = 7000 + serial;
      objects.forEach((object, index) => {
        const at = base + (index << entry.shift);
        shared.u32()[at >>> 2] = object === 0 ? 0 : first + index;
        shared.u32()[(at + entry.object) >>> 2] = object;
      });
      return { handles: objects.map((_, index) => inner(first + index)), base, end };
    },
  };
}

const inner = (number: number): Handle => number as Handle;
const dup = (handle: Handle): Handle => (handle + 1000) as Handle;

describe("MemoryStore", () => {
  test("refuses what was closed, and what was never given out, whoever asks", () => {
    const { table } = open();
    const handle = table.open(inner(77));
    expect(table.close(handle, "f")).toBe(77);
    for (const forged of [handle, 0x1234_5678, -1, 2 ** 31, 2 ** 31 - 1, 0xdead_beef, 1.5, 256, 4096]) {
      expect(() => table.inner(inner(forged), "HPy_Add")).toThrow(SandboxViolation);
      expect(() => table.close(inner(forged), "HPy_Close")).toThrow(SandboxViolation);
      expect(() => table.take(inner(forged), "the result", dup)).toThrow(SandboxViolation);
    }
  });

  test("keeps handles what they are when it grows, and those closed that are closed", () => {
    const { store, table } = open();
    const closed: Handle[] = [];
    const kept = new Map<Handle, number>();
    for (let index = 1; index <= 5000; index++) {
      const handle = table.open(inner(index));
      if (index % 3 === 0) {
        table.close(handle, "f");
        closed.push(handle);
      } else {
        kept.set(handle, index);
      }
    }
    expect(kept.size).toBe(3334);
    for (const [handle, index] of kept) expect(table.inner(handle, "f")).toBe(index);
    for (const handle of closed) expect(kept.has(handle) || !store.isOpen(handle)).toBe(true);
    for (const handle of kept.keys()) table.close(handle, "f");
    expect([...store.handles()]).toEqual([]);
  });

  test("gives an entry so many numbers before one of them comes again", () => {
    const { table } = open();
    const seen = new Set<Handle>();
    for (let index = 0; index < 100_000; index++) {
      const handle = table.open(inner(5));
      expect(seen.has(handle)).toBe(false);
      seen.add(handle);
      table.close(handle, "f");
    }
  });

  test("knows a handle's use, its string, and the call that it was opened in", () => {
    const { freed, store, table } = open();
    const early = table.open(inner(1));
    const constant = table.open(inner(2), "constant");
    const call = table.begin();
    const argument = table.open(inner(3), "borrowed");
    const late = table.open(inner(4));
    const tracked = table.open(inner(5));
    table.entry(tracked, "f").use = "tracked";
    table.entry(late, "f").text = 4096 as Pointer;
    expect([early, constant, argument, late, tracked].map((handle) => table.entry(handle, "f").use)).toEqual([
      "owned",
      "constant",
      "borrowed",
      "owned",
      "tracked",
    ]);
    expect(() => table.close(argument, "HPy_Close")).toThrow("duplicate it");
    const nested = table.begin();
    const deeper = table.open(inner(6), "borrowed");
    expect(store.borrowed(nested.mark, true)).toEqual([deeper]);
    expect(new Set(store.borrowed(call.mark, true))).toEqual(new Set([argument, deeper]));
    expect(store.borrowed(call.mark, false)).toEqual([argument]);
    table.end(deeper);
    table.finish(nested);
    expect(table.takeSince(call.mark)).toEqual([4]);
    expect(freed).toEqual([4096]);
    table.end(argument);
    table.finish(call);
    expect(table.takeSince(0)).toEqual([1]);
    expect(table.close(constant, "f")).toBe(0);
    table.entry(tracked, "f").use = "owned";
    expect(table.close(tracked, "f")).toBe(5);
  });

  test("keeps what must not be used out of the table that WebAssembly reads", () => {
    const { store, table } = open();
    const builtins = table.open(inner(9), "constant", "builtins");
    for (let index = 0; index < 1000; index++) table.open(inner(1));
    expect(() => table.inner(builtins, "f")).toThrow('not granted "builtins"');
    expect([...store.handles()]).not.toContain(builtins);
    for (let index = 0; index < 1000; index++) expect(table.open(inner(1))).not.toBe(builtins);
  });

  test("numbers calls as WebAssembly does, where that numbers them: by the bits of f64s", () => {
    const store = new MemoryStore(memory(), new Registers(), null);
    const [first, second] = [store.begin(), store.begin()];
    const bits = (value: number): bigint | undefined =>
      new BigInt64Array(new Float64Array([value]).buffer)[0];
    expect([first.mark, second.mark, store.after(second.mark)].map(bits)).toEqual([1n, 2n, 3n]);
    const handle = store.open(inner(1), "borrowed", null);
    expect(store.borrowed(second.mark, false)).toEqual([handle]);
    expect(store.borrowed(first.mark, false)).toEqual([]);
    store.finish(second);
    expect(store.opened).toBe(first.mark);
  });

  test("knows which handles it takes nothing more to close", () => {
    const { store, table } = open();
    const closing = (handle: Handle): boolean => store.isPlainlyOwned(handle);
    const handle = table.open(inner(1));
    const borrowed = table.open(inner(2), "borrowed");
    expect([handle, borrowed].map(closing)).toEqual([true, false]);
    const entry = table.entry(handle, "f");
    entry.text = 64 as Pointer;
    expect(closing(handle)).toBe(false);
    entry.text = 0 as Pointer;
    entry.use = "tracked";
    expect(closing(handle)).toBe(false);
    entry.use = "owned";
    expect(closing(handle)).toBe(true);
    for (let index = 0; index < 1000; index++) table.open(inner(3));
    expect([handle, borrowed].map(closing)).toEqual([true, false]);
    table.close(handle, "f");
    expect([handle, 0 as Handle].map(closing)).toEqual([false, false]);
  });

  test("says of a null handle that it is one", () => {
    expect(() => open().store.get(inner(0))).toThrow(HandleError);
  });

  test("keeps what calls have borrowed out of the hands of the module, and ends it with the call", () => {
    const { call, store, table } = borrowing();
    const outer = call(1, [11, 12]);
    const nested = call(2, [21, 0, 23]);
    const [first, , third] = nested.handles as [Handle, Handle, Handle];
    expect([...outer.handles, first, third].map((handle) => table.inner(handle, "f"))).toEqual([
      11, 12, 21, 23,
    ]);
    expect(() => table.inner(nested.handles[1] as Handle, "f")).toThrow(SandboxViolation);
    expect(() => table.close(first, "f")).toThrow("duplicate it");
    expect(() => table.take(first, "the result", dup)).toThrow("belongs to the caller");
    expect(store.isPlainlyOwned(first)).toBe(false);
    expect(store.borrowedIn(nested.base, nested.end)).toEqual([first, third]);
    for (const handle of store.borrowedIn(nested.base, nested.end)) table.end(handle);
    store.giveBack(nested.base, nested.end);
    expect(() => table.inner(first, "f")).toThrow("closed");
    const again = call(3, [31]);
    expect(again.base).toBe(nested.base);
    expect(again.handles).not.toContain(first);
  });

  test("leaves the entries of a call that ends too early to the one that began later", () => {
    const { call, store } = borrowing();
    const first = call(1, [11]);
    const second = call(2, [21]);
    store.giveBack(first.base, first.end);
    expect(call(3, [31]).base).toBe(second.end);
    store.giveBackSince();
    expect(call(4, [41]).base).toBe(first.base);
  });

  test("finds what a call has taken that was unwound, and the calls inside of it, after growing too", () => {
    for (const grows of [false, true]) {
      const { call, store, table } = borrowing();
      for (let serial = 1; serial < 40; serial++) {
        const { base, end } = call(serial, [1]);
        for (const handle of store.borrowedIn(base, end)) table.end(handle);
        store.giveBack(base, end);
      }
      const outer = call(40, [11, 12]);
      const unwound = call(41, [21]);
      const inside = call(42, [31, 32]);
      if (grows) for (let index = 0; index < 3000; index++) table.open(inner(5));
      const all = [...outer.handles, ...unwound.handles, ...inside.handles];
      expect(all.map((handle) => table.inner(handle, "f"))).toEqual([11, 12, 21, 31, 32]);
      expect(all.map((handle) => table.entry(handle, "f").use)).toEqual(all.map(() => "borrowed"));
      expect(all.some((handle) => store.isPlainlyOwned(handle))).toBe(false);
      const taken = store.takenSince(41);
      expect(taken?.stack).toBe(7041);
      const since = store.borrowedSince(taken?.place as number);
      expect(new Set(since)).toEqual(new Set([...unwound.handles, ...inside.handles]));
      for (const handle of since) table.end(handle);
      store.giveBackSince(taken?.place);
      expect(outer.handles.map((handle) => table.inner(handle, "f"))).toEqual([11, 12]);
      expect(store.takenSince(41)).toBe(null);
      // Nothing of it is used again while the outer call goes on.
      const later = call(43, [41]);
      expect(all).not.toContain(later.handles[0]);
      expect(outer.handles.map((handle) => table.inner(handle, "f"))).toEqual([11, 12]);
    }
  });

  test("makes room for deep calls, and goes back to where they were", () => {
    const { call, room, store, table } = borrowing();
    const calls: ReturnType<typeof call>[] = [];
    const owned = [100, 101, 102].map((object) => table.open(inner(object)));
    for (let depth = 1; depth <= 3000; depth++) {
      store.extend();
      expect(room()).toBeGreaterThan(67);
      calls.push(call(depth, [depth, depth + 10_000]));
    }
    calls.forEach(({ handles }, index) => {
      expect(handles.map((handle) => table.inner(handle, "f"))).toEqual([index + 1, index + 10_001]);
    });
    expect(store.takenSince(2000)?.stack).toBe(9000);
    const opened = Array.from({ length: 5000 }, (_, index) => table.open(inner(index + 1)));
    expect(opened.every((handle, index) => table.inner(handle, "f") === index + 1)).toBe(true);
    for (const { base, end } of [...calls].reverse()) {
      for (const handle of store.borrowedIn(base, end)) table.end(handle);
      store.giveBack(base, end);
    }
    expect(room()).toBe(borrowRoom - 1);
    expect(owned.map((handle) => table.close(handle, "f"))).toEqual([100, 101, 102]);
    for (const handle of opened) table.close(handle, "f");
    expect([...store.handles()]).toEqual([]);
    expect(() => table.inner(calls[2999]?.handles[0] as Handle, "f")).toThrow(SandboxViolation);
  });
});
