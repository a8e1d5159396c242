/**
 * The handles of a sandboxed module: numbers that mean something only here.
 *
 * A handle is an index and a generation (core's handle table), so that one that was closed, or was never given out, is
 * refused. The table knows how each handle may be used:
 *
 * - `owned`: the module closes it, or gives it back as a result;
 * - `borrowed`: an argument, open for the length of the call; closing it is refused, as is returning it;
 * - `constant`: one of the context; closing it does nothing, returning it gives a new reference, as upstream has it in
 *   practice (its constants are immortal);
 * - `tracked`: an owned one that a tracker will close.
 *
 * Some results are C strings that live as long as a handle. Their copies in the module's memory hang on the handle.
 */

import { type Handle, HandleError, HandleTable, HPy_NULL, type Pointer } from "@hpyjs/core";
import { SandboxViolation } from "./violation.ts";

/** How a handle may be used. */
export type HandleUse = "owned" | "borrowed" | "constant" | "tracked";

/** What stands behind a handle. */
export interface Entry {
  /** The handle in the layer below. */
  readonly inner: Handle;
  /** How it may be used. */
  use: HandleUse;
  /** The grant that is missing for it, or `null`: a constant that carries authority. */
  readonly missing: string | null;
  /** The copy of its string in the module's memory, or 0. */
  text: Pointer;
  /** When it was opened: handles are numbered in the order in which they are opened. */
  readonly order: number;
}

/** The beginning of a call into the module. */
export interface CallMark {
  /** A mark in time. */
  readonly mark: number;
  /** The mark of the call around it, and the number that it had in the registers, for who needs it. */
  readonly outer: number;
  readonly register: number;
}

/**
 * Where the handles are: in JavaScript, or in the interpreter's memory, where generated WebAssembly finds them too
 * (`fast/memory-store.ts`).
 */
export interface HandleStore {
  /** A new handle. @throws RangeError when too many are open. */
  open(inner: Handle, use: HandleUse, missing: string | null): Handle;
  /** What stands behind a handle. @throws HandleError for one that is not open. */
  get(handle: Handle): Entry;
  /** Whether a handle is open. */
  isOpen(handle: Handle): boolean;
  /** Closes a handle that is open. */
  close(handle: Handle): void;
  /** The handles that are open. */
  handles(): Iterable<Handle>;
  /** A mark in time: what is opened from now on has an order that is not below it. */
  readonly opened: number;
  /** Begins a call. */
  begin(): CallMark;
  /** Ends it, however it went. */
  finish(call: CallMark): void;
}

/** Handles in JavaScript. */
class ScriptStore implements HandleStore {
  readonly #table: HandleTable<Entry> = new HandleTable();
  #opened = 0;

  get opened(): number {
    return this.#opened;
  }

  begin(): CallMark {
    return { mark: this.#opened, outer: 0, register: 0 };
  }

  finish(): void {}

  open(inner: Handle, use: HandleUse, missing: string | null): Handle {
    return this.#table.open({ inner, use, missing, text: 0 as Pointer, order: this.#opened++ });
  }

  get(handle: Handle): Entry {
    return this.#table.deref(handle);
  }

  isOpen(handle: Handle): boolean {
    return this.#table.isOpen(handle);
  }

  close(handle: Handle): void {
    this.#table.close(handle);
  }

  handles(): Iterable<Handle> {
    return this.#table.handles();
  }
}

/** So many handles that were closed are known, where the layer below wants to see them. */
const endedHandles = 1024;

/** What the layer below takes for no handle. */
const stranger = 1 as Handle;

/** Handles of one sandboxed module. */
export class SandboxHandles {
  readonly #table: HandleStore;
  readonly #freeText: (text: Pointer) => void;
  readonly #ended: Map<Handle, Entry> | null;

  /**
   * @param freeText takes back a string when the handle that it hangs on is closed.
   * @param checksBelow whether the layer below checks how handles are used (`Layer.checks`): then it is handed what it
   * would refuse, and nothing is refused here.
   * @param table where they are; left out, in JavaScript.
   */
  constructor(
    freeText: (text: Pointer) => void,
    checksBelow = false,
    table: HandleStore = new ScriptStore(),
  ) {
    this.#table = table;
    this.#freeText = freeText;
    this.#ended = checksBelow ? new Map() : null;
  }

  /** A new handle for one of the layer below, which is taken over where it is `owned`. Null stays null. */
  open(inner: Handle, use: HandleUse = "owned", missing: string | null = null): Handle {
    if (inner === HPy_NULL) return HPy_NULL;
    return this.#table.open(inner, use, missing);
  }

  /** What stands behind a handle that is not null. @throws SandboxViolation. */
  entry(handle: Handle, where: string): Entry {
    let entry: Entry;
    try {
      entry = this.#table.get(handle);
    } catch (thrown) {
      if (!(thrown instanceof HandleError)) throw thrown;
      if (this.#ended === null) throw new SandboxViolation(`${where}: ${thrown.message}`);
      const unknown: Entry = { inner: stranger, use: "owned", missing: null, text: 0 as Pointer, order: 0 };
      entry = this.#ended.get(handle) ?? unknown;
    }
    if (entry.missing === null) return entry;
    throw new SandboxViolation(
      `${where}: the sandboxed module may not use this handle: it was not granted "${entry.missing}"`,
      "h_PermissionError",
    );
  }

  /** The handle below. @throws SandboxViolation for one that is not open; null stays null. */
  inner(handle: Handle, where: string): Handle {
    return handle === HPy_NULL ? HPy_NULL : this.entry(handle, where).inner;
  }

  /**
   * Closes a handle on behalf of the module.
   * @returns the handle below, which the caller closes; null when there is nothing to close.
   */
  close(handle: Handle, where: string): Handle {
    if (handle === HPy_NULL) return HPy_NULL;
    const entry = this.entry(handle, where);
    if (this.#isBelow(handle, entry)) return entry.inner;
    if (entry.use === "constant") return HPy_NULL;
    if (entry.use === "owned") return this.#drop(handle, entry);
    throw new SandboxViolation(
      entry.use === "borrowed"
        ? `${where}: an argument belongs to the caller; duplicate it before closing`
        : `${where}: a tracker closes this handle`,
    );
  }

  /**
   * Takes a result from the module.
   * @param dup makes a new reference where the module returned a constant.
   * @returns the handle below, which the caller owns.
   */
  take(handle: Handle, where: string, dup: (inner: Handle) => Handle): Handle {
    if (handle === HPy_NULL) return HPy_NULL;
    const entry = this.entry(handle, where);
    if (this.#isBelow(handle, entry)) return entry.inner;
    if (entry.use === "constant") return dup(entry.inner);
    if (entry.use === "owned") return this.#drop(handle, entry);
    throw new SandboxViolation(
      entry.use === "borrowed"
        ? `${where}: it returned an argument, which belongs to the caller: return HPy_Dup(ctx, argument)`
        : `${where}: it returned a handle that a tracker closes: forget or duplicate it first`,
    );
  }

  /** Ends a borrowed or tracked handle, if it is still open. */
  end(handle: Handle): void {
    if (handle !== HPy_NULL && this.#table.isOpen(handle)) this.#drop(handle, this.#table.get(handle));
  }

  /** A mark in time, for {@link SandboxHandles.takeSince}. */
  get mark(): number {
    return this.#table.opened;
  }

  /** Runs code of the module that is no call of Python's: its allocator, say, which may be of its own making. */
  inCall<R>(body: () => R): R {
    const call = this.#table.begin();
    try {
      return body();
    } finally {
      this.#table.finish(call);
    }
  }

  /** Begins a call into the module. */
  begin(): CallMark {
    return this.#table.begin();
  }

  /** Ends a call into the module. */
  finish(call: CallMark): void {
    this.#table.finish(call);
  }

  /**
   * The handles below that the module still owns and opened since a mark, and before another: they are forgotten here, and
   * the caller closes them. What a tracker closes is not among them.
   */
  takeSince(mark: number, end: number = Number.POSITIVE_INFINITY): Handle[] {
    const owned: Handle[] = [];
    for (const handle of [...this.#table.handles()]) {
      const entry = this.#table.get(handle);
      if (entry.order >= mark && entry.order < end && entry.use === "owned")
        owned.push(this.#drop(handle, entry));
    }
    return owned;
  }

  /** Whether the layer below is to see what a module does with a handle that it may not close. */
  #isBelow(handle: Handle, { use }: Entry): boolean {
    return this.#ended !== null && (use !== "owned" || !this.#table.isOpen(handle));
  }

  #drop(handle: Handle, entry: Entry): Handle {
    const { inner, text } = entry;
    this.#table.close(handle);
    if (this.#ended !== null) {
      this.#ended.set(handle, entry);
      const [oldest] = this.#ended.keys();
      if (this.#ended.size > endedHandles && oldest !== undefined) this.#ended.delete(oldest);
    }
    if (text !== 0) this.#freeText(text);
    return inner;
  }
}
