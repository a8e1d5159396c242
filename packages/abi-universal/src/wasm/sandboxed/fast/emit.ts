/** What the generated code of a sandbox consists of: looking handles up, opening and closing them. */

import { type ApiFunctionName, type DirectFunction, functionRow, type Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { type Code, more, own, theirs } from "./code.ts";
import { closedObject, entry, lateResult, type Register, registers, state, textPool } from "./state.ts";

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

  readonly #objects: readonly number[];
  readonly #holds: boolean;

  /**
   * For code that will be there.
   * @param objects the parameters that have objects in the place of handles, as locals.
   * @param holds whether a handle that functions return is an object instead.
   */
  constructor(place: CodePlace, objects: readonly number[] = [], holds = false) {
    this.place = place;
    this.#objects = objects;
    this.#holds = holds;
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

  /** Whether the parameter in a local is an object, not a handle. */
  hasObject(parameter: number): boolean {
    return this.#objects.includes(parameter);
  }

  /**
   * Looks the handle in a local up.
   * @param into the local for the address of its entry.
   * @param otherwise what happens to a handle that is not open: it must not come back.
   */
  find(handle: number, into: number, otherwise: Code): Code {
    return [
      ...[...this.entryOf(handle), ...op.localTee(into), ...own.load(entry.number)],
      ...[...op.localGet(handle), ...op.i32Differ, ...otherwise],
    ];
  }

  /** The same, with the object in `into` afterwards. */
  object(handle: number, into: number, otherwise: Code): Code {
    if (this.hasObject(handle))
      return [
        ...[...op.localGet(handle), ...op.localTee(into), ...op.i32Const(closedObject + 1)],
        ...[...more.i32LtU, ...otherwise],
      ];
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
      ...this.mayTake(handle, at, otherwise),
      ...[...op.localGet(at), ...own.load(entry.object), ...op.localSet(object), ...this.giveUp(at)],
    ];
  }

  /** Looks whether {@link SandboxEmit.take} would do so, without doing it. */
  mayTake(handle: number, at: number, otherwise: Code): Code {
    return [
      ...[...this.entryOf(handle), ...op.localTee(at), ...own.load(entry.closing)],
      ...[...op.localGet(handle), ...op.i32Differ, ...otherwise],
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

  /** Remembers that a function of the context may have raised an exception. Those in JavaScript do so by themselves. */
  raised(): Code {
    return [...this.get("state"), ...op.i32Const(1), ...own.store8(state.raised)];
  }

  /** Forgets it. */
  notRaised(): Code {
    return [...this.get("state"), ...op.i32Const(0), ...own.store8(state.raised)];
  }

  /**
   * Leaves `depth` blocks when what a function of the context has returned, in a local, says that it may have raised.
   * @param letter the type of the result.
   * @param isPointer whether it is an address, so that it is 0 that says so.
   */
  ifMayHaveRaised(letter: string, isPointer: boolean, result: number, depth: number): Code {
    const failed: Readonly<Record<string, Code>> = {
      i: isPointer ? [...op.i32Const(1), ...more.i32LtU] : [...op.i32Const(0), ...op.i32LtS],
      j: [...op.i64Const(0), ...more.i64LtS],
      d: [...op.f64Const(-1), ...op.f64Eq],
    };
    return [...op.localGet(result), ...(failed[letter] as Code), ...op.brIf(depth)];
  }

  /** What other code calls. */
  helpers(): Record<string, DirectFunction> {
    return {
      open: this.#open(),
      keep: this.#keep(),
      keepHeld: this.#keepHeld(),
      hold: this.#hold(),
      lose: this.#lose(),
      giveText: this.#giveText(),
      text: this.#text(),
    };
  }

  /** Does in the stead of `open` for an object that its function only returns: nothing but to keep it. */
  #keep(): DirectFunction {
    const object = 0;
    return {
      signature: "i:i",
      locals: "",
      code: (link) => [
        ...[...op.block("v"), ...op.localGet(object), ...op.i32Const(1), ...more.i32LtU, ...leave(0)],
        ...[...this.get("late"), ...leave(0), ...this.set("late", op.localGet(object))],
        ...this.set("lateSerial", this.get("serial")),
        ...[...op.i32Const(lateResult), ...op.return, ...op.end],
        ...[...op.localGet(object), ...op.call(link("open"))],
      ],
    };
  }

  /** The same for an object that was held in a local, or was closed there. */
  #keepHeld(): DirectFunction {
    const object = 0;
    return {
      signature: "i:i",
      locals: "",
      code: (link) => [
        ...[...op.localGet(object), ...op.i32Const(closedObject), ...op.i32GtU, ...op.ifTyped("i")],
        ...[...op.localGet(object), ...op.call(link("keep")), ...op.else],
        ...[...op.localGet(object), ...op.call(link("box:lend")), ...op.end],
      ],
    };
  }

  /** Does in the stead of `open` for an object that a local holds: nothing, or to remember that there is none. */
  #hold(): DirectFunction {
    const object = 0;
    return {
      signature: "i:i",
      locals: "",
      code: () => [
        ...[...op.localGet(object), ...op.i32Eqz, ...op.if, ...this.raised(), ...op.end],
        ...op.localGet(object),
      ],
    };
  }

  /** Lets go what a local has had into whose function something was thrown. */
  #lose(): DirectFunction {
    const object = 0;
    return {
      signature: "v:i",
      locals: "",
      code: (link) => [
        ...[...op.localGet(object), ...op.i32Const(closedObject), ...op.i32GtU, ...op.if],
        ...[...op.localGet(object), ...op.call(link("box:lost")), ...op.end],
      ],
    };
  }

  /** Takes the object that {@link lateResult} stands for into a local; leaves a block where it stands for none. */
  takeLate(object: number, otherwise: Code): Code {
    return [
      ...[...this.get("late"), ...op.localTee(object), ...op.i32Const(2), ...more.i32LtU, ...otherwise],
      ...this.set("late", op.i32Const(0)),
    ];
  }

  /** Opens a handle for an object, which the module then owns; 0 for none, which a function gives that has raised. */
  #open(): DirectFunction {
    const [object, at, free, handle] = [0, 1, 2, 3];
    return {
      signature: "i:i",
      locals: "iii",
      code: (link) => [
        ...[
          ...op.block("v"),
          ...op.block("v"),
          ...op.localGet(object),
          ...op.i32Const(1),
          ...more.i32LtU,
          ...leave(0),
        ],
        ...[...this.get("free"), ...op.i32Const(4), ...op.i32Sub, ...op.localTee(free)],
        ...[...own.load(0), ...op.localTee(at), ...op.i32Const(1), ...more.i32LtU, ...leave(1)],
        ...this.set("free", op.localGet(free)),
        ...[...op.localGet(at), ...op.localGet(at), ...own.load(entry.next), ...op.localTee(handle)],
        ...[...own.store(entry.number), ...op.localGet(at), ...op.localGet(handle), ...this.get("step")],
        ...[...op.i32Add, ...op.i32Const(0x7fff_ffff), ...op.i32And, ...own.store(entry.next)],
        ...[...op.localGet(at), ...op.localGet(object), ...own.store(entry.object)],
        ...[...op.localGet(at), ...this.get("serial"), ...own.store64(entry.stamp)],
        ...[...op.localGet(at), ...op.localGet(handle), ...own.store(entry.closing), ...op.localGet(handle)],
        ...[...op.return, ...op.end, ...this.raised(), ...op.i32Const(0), ...op.return, ...op.end],
        ...[...op.localGet(object), ...op.call(link("box:owned"))],
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

  /** The function of the context in JavaScript with the same arguments. */
  inScript(link: Link, member: ApiFunctionName): Code {
    const count = Object.keys(functionRow(member).params).length + 1;
    const args = Array.from({ length: count }, (_, index) => op.localGet(index)).flat();
    // Objects have handles for as long as that takes, or to be closed.
    const isClose = member === "Close";
    const lend = isClose ? "box:give" : "box:lend";
    return [
      ...this.#objects.flatMap((local) => [
        ...[...op.localGet(local), ...op.call(link(lend)), ...op.localSet(local)],
      ]),
      ...[...args, ...op.call(link(`slow:${member}`))],
      ...(this.#holds ? op.call(link("box:unhandle")) : []),
      ...(isClose
        ? []
        : this.#objects.flatMap((local) => [...op.localGet(local), ...op.call(link("box:endLoan"))])),
    ];
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
