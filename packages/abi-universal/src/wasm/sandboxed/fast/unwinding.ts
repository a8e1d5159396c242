/**
 * What becomes of calls into a sandbox that do not end as they should: what they have left is ended, and what was around
 * them put back.
 */

import { type Handle, HPy_NULL, type Layer } from "@hpyjs/core";
import { ownCalls } from "../../own-calls.ts";
import { raiseText } from "../../raise.ts";
import type { Boundary } from "../boundary.ts";
import type { SandboxHandles } from "../handles.ts";
import { SandboxViolation } from "../violation.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { Registers } from "./registers.ts";
import { state, unusual } from "./state.ts";
import type { StateWords } from "./state-words.ts";

/** Where a call is among others, and where it began. */
export interface Place {
  /** The number of the call around it; 0 for none. */
  readonly outer: number;
  /** Where the module's C stack was. */
  readonly stack: number;
  /** Where the entries of the handles that it has borrowed begin and end. */
  readonly base: number;
  readonly end: number;
}

/** The same of the numbers that WebAssembly gives. */
export function placeOf([outer = 0, stack = 0, base = 0, end = 0]: readonly number[]): Place {
  return { outer, stack, base: base >>> 0, end: end >>> 0 };
}

/** What it needs of the sandbox, once that is connected. */
export interface Surroundings {
  /** Its boundary. */
  readonly boundary: Boundary;
  /** Its handles. */
  readonly handles: SandboxHandles;
  /** The module's C stack pointer. */
  readonly stackPointer: WebAssembly.Global;
}

/** Ends the calls of one sandbox. */
export class Unwinding {
  readonly #layer: Layer;
  readonly #registers: Registers;
  readonly #store: MemoryStore;
  readonly #words: StateWords;
  #environment: Surroundings | null = null;
  /** Calls that have ended before others that began later, by their numbers, and what was around them. */
  readonly #ended: Map<number, Place> = new Map();
  /**
   * What the locals of a function held into which something was thrown (`object-flow.ts`), until its entry has caught that.
   * It is no handle's: the innermost call in progress may be another, which would own that.
   */
  readonly lost: Handle[] = [];
  /** Whether a call inside of another was unwound, which may have left the room for arguments and strings further up. */
  #isLeft = false;
  #pass: ((depth: number) => void) | null = null;

  /** For a sandbox with this state. */
  constructor(layer: Layer, registers: Registers, store: MemoryStore, words: StateWords) {
    this.#layer = layer;
    this.#registers = registers;
    this.#store = store;
    this.#words = words;
  }

  /** Says what is around. */
  connect(environment: Surroundings): void {
    this.#environment = environment;
  }

  /** Says who deals with what was thrown in an entry that is WebAssembly, and is nothing that a sandbox knows. */
  set pass(pass: (depth: number) => void) {
    this.#pass = pass;
  }

  /** Lets go of what was to be returned from a call that was unwound. */
  #dropLate(serial: number, inner: boolean): void {
    const object = this.#store.takeLate(serial, inner);
    if (object !== HPy_NULL) ownCalls(this.#layer).Close(object);
  }

  /** After something was thrown into the frame of JavaScript around a call: ends what it left, and raises. */
  recover(thrown: unknown, serial: number, outer: number, failure: number): number {
    const { boundary, handles, stackPointer } = this.#environment as Surroundings;
    const registers = this.#registers;
    for (const handle of this.#store.borrowed(serial, true)) handles.end(handle);
    const taken = this.#store.takenSince(serial);
    if (taken !== null) {
      stackPointer.value = taken.stack | 0;
      for (const handle of this.#store.borrowedSince(taken.place)) handles.end(handle);
      this.#store.giveBackSince(taken.place);
    }
    registers.set("serial", outer);
    // There is no call around this one.
    if (outer === 0) this.#reset();
    else this.#isLeft = true;
    this.#setDisorder();
    this.#dropLate(serial, true);
    return boundary.failed(thrown, serial, failure);
  }

  /** Puts everything back where it is when there is no call. */
  #reset(): void {
    const { stackPointer } = this.#environment as Surroundings;
    stackPointer.value = this.#registers.get("stackBase") | 0;
    this.#registers.set("top", this.#registers.get("base"));
    this.#store.giveBackSince();
    this.#isLeft = false;
  }

  /** Ends what a call has borrowed. */
  giveBack({ base, end }: Pick<Place, "base" | "end">): void {
    const { handles } = this.#environment as Surroundings;
    if (base === end) return;
    for (const handle of this.#store.borrowedIn(base, end)) handles.end(handle);
    this.#store.giveBack(base, end);
  }

  /**
   * Ends a call that was unwound, or when others were before it. One that began earlier than another that
   * is still in progress leaves everything where it is: that other one, once it ends, goes on from what is around both.
   */
  endCall(serial: number, place: Place): void {
    const registers = this.#registers;
    const { stackPointer } = this.#environment as Surroundings;
    const ended = this.#ended;
    if (registers.get("serial") === serial) {
      let { outer, stack } = place;
      for (let around = ended.get(outer); around !== undefined; around = ended.get(outer)) {
        ended.delete(outer);
        ({ outer, stack } = around);
        this.giveBack(around);
      }
      registers.set("serial", outer);
      if (outer === 0) this.#reset();
      else stackPointer.value = stack;
    } else ended.set(serial, place);
    this.#setDisorder();
  }

  /** Says whether calls have to be ended here, until the outermost is. */
  #setDisorder(): void {
    this.#words.setBit(state.unusual, unusual.disorder, this.#ended.size > 0 || this.#isLeft);
  }

  /** After something was thrown into an entry that is WebAssembly. @param serial the call's; 0 when it had not begun. */
  unwound(serial: number, place: Place): void {
    const { boundary, handles } = this.#environment as Surroundings;
    if (serial !== 0) {
      for (const handle of this.#store.borrowed(serial, false)) handles.end(handle);
      this.giveBack(place);
      this.#isLeft = true;
      this.endCall(serial, place);
      this.#dropLate(serial, false);
    }
    const thrown = boundary.pending;
    // What calls have opened that began later may be in use: they may be suspended.
    boundary.settle(serial === 0 ? null : serial, this.#store.after(serial));
    const layer = this.#layer;
    for (const object of this.lost.splice(0)) ownCalls(layer).Close(object);
    if (thrown instanceof SandboxViolation) raiseText(layer, thrown.exception, thrown.message);
    else if (thrown === null)
      raiseText(layer, "h_RuntimeError", "an exception of WebAssembly left the extension");
    else this.#pass?.(this.#words.get(state.depth));
  }
}
