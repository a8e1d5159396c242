/** What the generated code of a sandbox consists of: looking handles up, opening and closing them. */

import { type ApiFunctionName, type DirectFunction, functionRow, type Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { type Code, more, own, theirs } from "./code.ts";
import { entry, type Register, registers, state, textPool } from "./state.ts";

/** Where the code of a sandbox will be. */
export interface CodePlace {
  /** The index of the global that is the first register; the others follow. */
  readonly registers: number;
  /** The index of the global with the module's C stack pointer. */
  readonly stackPointer: number;
  /** Whether a frame of JavaScript around each call catches traps; else each call has a `try` of its own. */
  readonly catches: boolean;
}

const registerNames = Object.keys(registers);

/** Makes code that uses one sandbox's registers and state. */
export class SandboxEmit {
  /** Where the code will be. */
  readonly place: CodePlace;

  /** For code that will be there. */
  constructor(place: CodePlace) {
    this.place = place;
  }

  /** A register, on the stack. */
  get(name: Register): Code {
    return op.globalGet(this.place.registers + registerNames.indexOf(name));
  }

  /** Sets a register to a value. */
  set(name: Register, value: Code): Code {
    return [...value, ...op.globalSet(this.place.registers + registerNames.indexOf(name))];
  }

  /** A word of the state, on the stack. */
  load(offset: number): Code {
    return [...this.get("state"), ...own.load(offset)];
  }

  /** Sets a word of the state. */
  store(offset: number, value: Code): Code {
    return [...this.get("state"), ...value, ...own.store(offset)];
  }

  /** The address of the entry that the handle in a local leads to, on the stack. */
  entryOf(handle: number): Code {
    return [
      ...[...op.localGet(handle), ...this.get("mask"), ...op.i32And, ...op.i32Const(entry.shift)],
      ...[...op.i32Shl, ...this.get("entries"), ...op.i32Add],
    ];
  }

  /**
   * Looks the handle in a local up.
   * @param into the local for the address of its entry.
   * @param otherwise what happens to a handle that is not open: it must not come back.
   */
  find(handle: number, into: number, otherwise: Code): Code {
    return [
      ...[...this.entryOf(handle), ...op.localTee(into), ...own.load(entry.number)],
      ...[...op.localGet(handle), ...op.i32Ne, ...otherwise],
    ];
  }

  /** The same, with the object in `into` afterwards. */
  object(handle: number, into: number, otherwise: Code): Code {
    return [
      ...this.find(handle, into, otherwise),
      ...[...op.localGet(into), ...own.load(entry.object), ...op.localSet(into)],
    ];
  }

  /**
   * Takes the handle in a local from the module: gives it up, with the object in another local afterwards.
   * @param at a local for the address of its entry.
   * @param otherwise what happens to a handle that is not open, or not plainly owned: it must not come back.
   */
  take(handle: number, at: number, object: number, otherwise: Code): Code {
    return [
      ...[...this.entryOf(handle), ...op.localTee(at), ...own.load(entry.closing)],
      ...[...op.localGet(handle), ...op.i32Ne, ...otherwise],
      ...[...op.localGet(at), ...own.load(entry.object), ...op.localSet(object), ...this.giveUp(at)],
    ];
  }

  /** Gives up the entry in a local, which has no text. */
  giveUp(at: number): Code {
    return [
      // The number and what closes it.
      ...[...op.localGet(at), ...op.i64Const(0), ...own.store64(entry.number)],
      ...[...this.get("free"), ...op.localGet(at), ...own.store(0)],
      ...this.set("free", [...this.get("free"), ...op.i32Const(4), ...op.i32Add]),
    ];
  }

  /** Makes the free entry at an address a handle for an object, which the module borrows; its number goes into a local. */
  fill(at: number, object: number, handle: number, stamp: Code): Code {
    return [
      ...[...op.localGet(at), ...op.localGet(at), ...own.load(entry.next), ...op.localTee(handle)],
      ...[...own.store(entry.number), ...op.localGet(at), ...op.localGet(handle), ...this.get("mask")],
      ...[...op.i32Add, ...op.i32Const(1), ...op.i32Add, ...op.i32Const(0x7fff_ffff), ...op.i32And],
      ...own.store(entry.next),
      ...[...op.localGet(at), ...op.localGet(object), ...own.store(entry.object)],
      ...[...op.localGet(at), ...stamp, ...own.store64(entry.stamp)],
    ];
  }

  /** Remembers that a function of the context may have raised an exception. Those in JavaScript do so by themselves. */
  raised(): Code {
    return this.store(state.raised, op.i32Const(1));
  }

  /**
   * Looks at what a function of the context has returned, on the stack, and remembers if it may have raised.
   * @param letter the type of the result.
   * @param isPointer whether it is an address, so that it is 0 that says so.
   * @param result a local of that type.
   */
  mayHaveRaised(letter: string, isPointer: boolean, result: number): Code {
    if (letter === "v") return this.raised();
    const failed: Readonly<Record<string, Code>> = {
      i: isPointer ? op.i32Eqz : [...op.i32Const(0), ...op.i32LtS],
      j: [...op.i64Const(0), ...more.i64LtS],
      d: [...op.f64Const(-1), ...op.f64Eq],
    };
    return [
      ...[...op.localTee(result), ...(failed[letter] as Code), ...op.if, ...this.raised(), ...op.end],
      ...op.localGet(result),
    ];
  }

  /** What other code calls. */
  helpers(): Record<string, DirectFunction> {
    const [object, at, handle] = [0, 1, 2];
    const open: DirectFunction = {
      signature: "i:i",
      locals: "ii",
      code: (link) => [
        ...[...op.localGet(object), ...op.i32Eqz, ...op.if, ...this.raised()],
        ...[...op.i32Const(0), ...op.return, ...op.end],
        ...[...this.get("free"), ...this.get("freeBase"), ...op.i32Eq, ...op.if],
        ...[...op.localGet(object), ...op.call(link("box:owned")), ...op.return, ...op.end],
        ...this.set("free", [...this.get("free"), ...op.i32Const(4), ...op.i32Sub, ...op.localTee(at)]),
        ...[...op.localGet(at), ...own.load(0), ...op.localSet(at)],
        ...this.fill(at, object, handle, this.get("serial")),
        ...[...op.localGet(at), ...op.localGet(handle), ...own.store(entry.closing), ...op.localGet(handle)],
      ],
    };
    return { open, giveBack: this.#giveBack(), giveText: this.#giveText(), text: this.#text() };
  }

  /** Ends a borrowed handle. */
  #giveBack(): DirectFunction {
    const [handle, at] = [0, 1];
    return {
      signature: "v:i",
      locals: "i",
      code: (link) => [
        ...[...op.localGet(handle), ...op.i32Eqz, ...op.if, ...op.return, ...op.end],
        ...[...this.find(handle, at, []), ...op.if, ...op.return, ...op.end],
        ...[...op.localGet(at), ...own.load(entry.text), ...op.if, ...op.localGet(at)],
        ...[...op.call(link("giveText")), ...op.end, ...this.giveUp(at)],
      ],
    };
  }

  /** Gives back the text of the entry at an address, which has one. */
  #giveText(): DirectFunction {
    const [at, count] = [0, 1];
    return {
      signature: "v:i",
      locals: "i",
      code: (link) => [
        ...[
          ...this.load(state.textCount),
          ...op.localTee(count),
          ...op.i32Const(textPool.count),
          ...more.i32LtU,
        ],
        ...[...op.localGet(at), ...own.load(entry.pooled), ...op.i32And, ...op.if],
        ...[...this.get("state"), ...op.localGet(count), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
        ...[...op.localGet(at), ...own.load(entry.text), ...own.store(state.texts)],
        ...this.store(state.textCount, [...op.localGet(count), ...op.i32Const(1), ...op.i32Add]),
        // Text and pooled.
        ...[...op.localGet(at), ...op.i64Const(0), ...own.store64(entry.text), ...op.else],
        ...[...op.localGet(at), ...op.call(link("box:freeText")), ...op.end],
      ],
    };
  }

  /**
   * Copies a C string out of the module's memory: its address, where to, and how many bytes at most. Gives how many bytes
   * were copied, the NUL included, or -1 for a string that is too long, or does not end inside of the memory.
   */
  #text(): DirectFunction {
    const [source, target, longest, end, index, byte] = [0, 1, 2, 3, 4, 5];
    const fail: Code = [...op.if, ...op.i32Const(-1), ...op.return, ...op.end];
    return {
      signature: "i:iii",
      locals: "iii",
      code: () => [
        // A memory of 4 GiB has an end that does not fit: then all strings are too long.
        ...[...theirs.pages, ...op.i32Const(16), ...op.i32Shl, ...op.localSet(end)],
        ...[...op.localGet(source), ...op.localGet(end), ...more.i32GeU, ...fail],
        ...op.loop,
        ...[...op.localGet(index), ...op.localGet(longest), ...more.i32GeU, ...fail],
        ...[...op.localGet(source), ...op.localGet(index), ...op.i32Add, ...op.localGet(end)],
        ...[...more.i32GeU, ...fail],
        ...[...op.localGet(target), ...op.localGet(index), ...op.i32Add],
        ...[...op.localGet(source), ...op.localGet(index), ...op.i32Add, ...theirs.load8(0)],
        ...[...op.localTee(byte), ...own.store8(0)],
        ...[...op.localGet(index), ...op.i32Const(1), ...op.i32Add, ...op.localSet(index)],
        ...[...op.localGet(byte), ...op.brIf(0), ...op.end],
        ...op.localGet(index),
      ],
    };
  }

  /** Leaves `depth` blocks where the bytes from the address in a local do not lie in the module's memory. */
  unlessInside(address: number, bytes: Code, scratch: number, depth: number): Code {
    return [
      ...[...op.localGet(address), ...bytes, ...op.i32Add, ...op.i32Const(1), ...op.i32Sub],
      ...[...op.localTee(scratch), ...op.localGet(address), ...more.i32LtU, ...op.brIf(depth)],
      ...[...op.localGet(scratch), ...op.i32Const(16), ...op.i32ShrU, ...theirs.pages],
      ...[...more.i32GeU, ...op.brIf(depth)],
    ];
  }

  /** Sets aside so many bytes of the room for arguments: their address goes into a local, the end into another. */
  reserve(bytes: Code, start: number, end: number, depth: number): Code {
    return [
      ...[...this.get("top"), ...op.localTee(start), ...bytes, ...op.i32Add, ...op.i32Const(7)],
      ...[...op.i32Add, ...op.i32Const(-8), ...op.i32And, ...op.localTee(end), ...this.get("limit")],
      ...[...op.i32GtU, ...op.brIf(depth), ...this.set("top", op.localGet(end))],
    ];
  }

  /**
   * A call in which Python code may run. Where it may be suspended, another call of this module may have begun meanwhile
   * that has not ended: then this one must not go on, whose place on the module's stack would be the other's.
   * @param before a local for an i64.
   */
  inOrder(link: Link, before: number, call: Code): Code {
    if (this.place.catches) return call;
    return [
      ...[
        ...this.get("serial"),
        ...op.localSet(before),
        ...call,
        ...this.get("serial"),
        ...op.localGet(before),
      ],
      ...[...more.i64Ne, ...op.if, ...op.call(link("box:outOfOrder")), ...op.end],
    ];
  }

  /** The function of the context in JavaScript with the same arguments. */
  inScript(link: Link, member: ApiFunctionName): Code {
    const count = Object.keys(functionRow(member).params).length + 1;
    const args = Array.from({ length: count }, (_, index) => op.localGet(index)).flat();
    return [...args, ...op.call(link(`slow:${member}`))];
  }

  /** Gives them back, unless another call that began later still has what is behind them. */
  restore(start: number, end: number): Code {
    return [
      ...[...this.get("top"), ...op.localGet(end), ...op.i32Eq, ...op.if],
      ...[...this.set("top", op.localGet(start)), ...op.end],
    ];
  }
}

/** A conditional branch, for {@link SandboxEmit.find}. */
export const leave = (depth: number): Code => op.brIf(depth);
