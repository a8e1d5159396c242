/**
 * One debug context: the state behind the functions of one layer.
 *
 * It turns handles of the extension into handles of the layer below and back, knows which function of the extension is
 * running, and says what to do when a rule was broken. Its hot methods are `in` and `out`.
 */

import { type Api, type Handle, HPy_NULL, type Layer, type Pointer, type ThreadState } from "@hpyjs/core";
import { HPyDebugError } from "./errors.ts";
import type { HandleRecord, HandleStore, HandleUse, Place } from "./handle-store.ts";
import { type Hooks, hookFor } from "./hooks.ts";
import { briefly, safeRepr } from "./object-text.ts";
import { type RawData, RawDataKeeper } from "./raw-data-keeper.ts";
import { closedPlace, openedPlace, Report, type ReportFacts } from "./report.ts";
import { readHandle, Scratch, writeHandle } from "./scratch.ts";
import type { Settings } from "./settings.ts";
import { currentStack } from "./stack.ts";

/** What upstream says of a handle that is not valid. */
const invalidHandle = "Invalid usage of already closed handle";

/** So many contexts are handed out in turn, one for each call, as in upstream HPy. */
export const callContexts = 16;

/** Frames in a report. */
const reportFrames = 16;

/** What all contexts of one debug mode share. */
export interface Shared {
  readonly settings: Settings;
  readonly store: HandleStore;
  readonly hooks: Hooks;
  readonly rawData: RawData;
}

/** What a report is made of beside the state of the context. */
export type Finding = Pick<ReportFacts, "kind" | "upstream" | "problem" | "where"> & {
  /** The handle that it is about. */
  readonly record?: HandleRecord | undefined;
  /** Where it was opened and closed, if it is no handle. */
  readonly places?: { readonly opened: Place | null; readonly closed: Place | null };
  /** The handle below of an object that it is about. */
  readonly object?: Handle;
  /** Whether the extension can go on without harm: then it is never a fatal error. */
  readonly isHarmless?: boolean;
  /** Whether it is found at a moment when nothing can be thrown. */
  readonly isLate?: boolean;
};

/** Why the API must not be used. */
export type Ban = "outside" | "left" | "forbidden";

/** The state of one debug context. */
export class DebugContext {
  /** Its number among the contexts of its debug mode. */
  readonly id: number;
  /** The layer below. */
  readonly inner: Layer;
  readonly shared: Shared;
  /** The functions below for what is not the extension's doing, which no mode is told of. */
  readonly own: Api;
  /** Memory for arrays of handles. */
  readonly scratch: Scratch;
  /** The copies of raw data. */
  readonly rawData: RawDataKeeper;
  /** Whether the extension may use the API now. */
  usable = false;
  /** Why it may not. */
  ban: Ban = "outside";
  /** Which of its contexts the current call has. */
  call = 0;
  /** The one that was handed out last. */
  lastCall = 0;
  /** The function of the extension that is running, or `""`. */
  running = "";
  /** What was left and not re-entered yet, the latest last. */
  readonly left: ThreadState[] = [];
  #isReporting = false;

  /** Makes the state for a layer. */
  constructor(id: number, inner: Layer, shared: Shared) {
    this.id = id;
    this.inner = inner;
    this.own = inner.unobserved ?? inner.api;
    this.shared = shared;
    this.scratch = new Scratch(inner.memory);
    this.rawData = new RawDataKeeper(this);
  }

  /** The handle below that a handle of the extension stands for. Null stays null. */
  in(handle: Handle, where: string): Handle {
    if (this.usable) {
      if (handle === HPy_NULL) return HPy_NULL;
      const record = this.shared.store.find(handle);
      if (record !== undefined && record.context === this.id) return record.inner;
    }
    return this.#refuse(handle, where);
  }

  /** A new handle for one of the layer below, which the extension owns. Null stays null. */
  out(inner: Handle, where: string): Handle {
    return inner === HPy_NULL ? HPy_NULL : this.open(inner, "owned", where);
  }

  /** Finds out whether the API may be used now; for functions that take no handle. */
  check(where: string): void {
    if (!this.usable) this.#banned(where);
  }

  /** A new handle of any use. */
  open(inner: Handle, use: HandleUse, where: string): Handle {
    const { settings, store } = this.shared;
    const record = store.open(inner, this.id, use, where, this.running);
    if (settings.stackFrames > 0) record.openedStack = currentStack(settings.stackFrames);
    return record.handle;
  }

  /** The record of an open handle of this context; reports any other. `undefined` for null and after a report. */
  record(handle: Handle, where: string): HandleRecord | undefined {
    if (handle === HPy_NULL) return undefined;
    const record = this.shared.store.find(handle);
    if (record !== undefined && record.context === this.id) return record;
    this.#invalid(handle, where);
    return undefined;
  }

  /** Ends an open handle. What it refers to below is the caller's business. */
  end(record: HandleRecord, where: string): void {
    if (record.use === "owned") record.description = briefly(this.inner, record.inner);
    this.#forget(record, where);
  }

  /** Notes that a handle is closed. */
  #forget(record: HandleRecord, where: string): void {
    const { settings, store } = this.shared;
    if (settings.stackFrames > 0) record.closedStack = currentStack(settings.stackFrames);
    const problem = record.data === null ? null : this.rawData.close(record);
    store.close(record, where, this.running);
    if (problem !== null) {
      this.report({ kind: "raw-data", upstream: null, problem, where, record, isHarmless: true });
    }
  }

  /** `HPy_Close`, with the function below that closes. */
  close(handle: Handle, where: string, { Close }: Pick<Api, "Close"> = this.own): void {
    this.check(where);
    const record = this.record(handle, where);
    if (record === undefined) return;
    if (record.use === "owned") {
      record.description = briefly(this.inner, record.inner);
      // Python code may run, for which the handle is closed already; where there is no stack left, it stays open.
      record.open = HPy_NULL;
      try {
        Close(record.inner);
      } catch (thrown) {
        record.open = record.handle;
        throw thrown;
      }
      this.#forget(record, where);
      return;
    }
    this.report({ ...this.#notOwned(record, "closed"), where, record });
  }

  /** Takes a handle that the extension gives away, as it does with what it returns. Gives one that is the receiver's. */
  take(handle: Handle, where: string): Handle {
    if (handle === HPy_NULL) return HPy_NULL;
    const { store } = this.shared;
    const record = store.find(handle);
    if (record === undefined || record.context !== this.id) {
      const inner = this.#invalid(handle, where);
      return inner === HPy_NULL ? HPy_NULL : this.own.Dup(inner);
    }
    const { inner } = record;
    if (record.use === "owned") {
      this.end(record, where);
      return inner;
    }
    this.report({ ...this.#notOwned(record, "returned"), where, record });
    return this.own.Dup(inner);
  }

  /** Reads a handle in the layer's memory. */
  read(address: Pointer): Handle {
    return readHandle(this.inner.memory, address);
  }

  /** Writes a handle into the layer's memory. */
  write(address: Pointer, handle: Handle): void {
    writeHandle(this.inner.memory, address, handle);
  }

  /** Reports what an extension did, and does what follows from it. Comes back where the extension goes on. */
  report(finding: Finding): void {
    const { hooks } = this.shared;
    const report = this.#describe(finding);
    for (const listener of hooks.listeners) listener(report);
    const hook = hookFor(hooks, finding.kind);
    if (hook !== null) {
      hook();
      return;
    }
    if (finding.isLate === true) {
      if (hooks.policy !== "report") console.error(report.toString());
      return;
    }
    switch (hooks.policy) {
      case "report":
        return;
      case "throw":
        throw new HPyDebugError(report);
      case "fatal":
        if (finding.isHarmless === true) console.error(report.toString());
        else this.#fatal(report);
    }
  }

  /** Reports raw data that is read after its handle was closed. */
  reportStale(record: HandleRecord, where: string): void {
    const problem = "raw data is read after its handle was closed";
    this.report({ kind: "raw-data", upstream: null, problem, where, record, isHarmless: true });
  }

  /** Raises a TypeError where a function was refused and the extension goes on. */
  refuse(message: string): Handle {
    const { memory } = this.inner;
    const api = this.own;
    const bytes = new TextEncoder().encode(`${message}\0`);
    const text = memory.alloc(bytes.length);
    memory.u8().set(bytes, text);
    api.Err_SetString(api.h_TypeError, text);
    memory.free(text);
    return HPy_NULL;
  }

  #describe(finding: Finding): Report {
    const { kind, upstream, problem, where, record, places } = finding;
    return new Report({
      kind,
      upstream,
      problem,
      where,
      within: this.running,
      object: this.#objectText(finding),
      opened: record === undefined ? (places?.opened ?? null) : openedPlace(record),
      closed: record === undefined ? (places?.closed ?? null) : closedPlace(record),
      stack: currentStack(reportFrames),
    });
  }

  /** The object, if nothing speaks against looking at it. */
  #objectText({ record, object }: Finding): string | null {
    if (record?.description) return record.description;
    const inner = object ?? (record === undefined || record.open === 0 ? this.#alive(record) : record.inner);
    if (inner === HPy_NULL || this.#isReporting || (!this.usable && this.ban !== "outside")) return null;
    this.#isReporting = true;
    try {
      return safeRepr(this.inner, inner);
    } finally {
      this.#isReporting = false;
    }
  }

  /** The object of a closed handle, where another open handle shows that it is alive. */
  #alive(record: HandleRecord | undefined): Handle {
    if (record === undefined) return HPy_NULL;
    const open = this.shared.store.openRecords();
    const same = open.find(({ inner, context }) => inner === record.inner && context === record.context);
    return same === undefined ? HPy_NULL : same.inner;
  }

  #fatal(report: Report): never {
    const { memory } = this.inner;
    const bytes = new TextEncoder().encode(`${report.toString().replaceAll("\0", "\\0")}\0`);
    const text = memory.alloc(bytes.length);
    memory.u8().set(bytes, text);
    this.own.FatalError(text);
    throw new HPyDebugError(report);
  }

  #refuse(handle: Handle, where: string): Handle {
    if (!this.usable) {
      this.#banned(where);
      return this.in(handle, where);
    }
    return this.#invalid(handle, where);
  }

  /** Reports that the API is used where that is not allowed. Afterwards it can be. */
  #banned(where: string): void {
    const { ban } = this;
    if (ban === "left") this.reenterAll();
    this.usable = true;
    this.report({ ...bans[ban], upstream: null, where });
  }

  /** Comes back to Python where the extension has not. */
  reenterAll(): void {
    const { api } = this.inner;
    for (const state of this.left.splice(0).reverse()) api.ReenterPythonExecution(state);
    this.usable = true;
  }

  /** Reports a handle that is not an open one of this context. Gives what may stand for it. */
  #invalid(handle: Handle, where: string): Handle {
    const record = this.shared.store.recall(handle);
    if (record === undefined) {
      const problem =
        "the number is no handle of this context: it was closed long ago, or another context or interpreter gave it out";
      this.report({ kind: "foreign-handle", upstream: invalidHandle, problem, where });
      return HPy_NULL;
    }
    if (record.context !== this.id) {
      const problem = "the handle belongs to another context; handles cannot be passed from one to another";
      this.report({ kind: "foreign-handle", upstream: invalidHandle, problem, where });
      return HPy_NULL;
    }
    const problem =
      record.use === "argument"
        ? "the handle was an argument of a call that has ended; duplicate an argument to keep it"
        : "the handle was closed before";
    this.report({ kind: "handle", upstream: invalidHandle, problem, where, record });
    return record.inner;
  }

  #notOwned(
    record: HandleRecord,
    what: "closed" | "returned",
  ): Pick<Finding, "kind" | "upstream" | "problem"> {
    const problem =
      record.use === "constant"
        ? `${record.openedBy} was ${what}, which belongs to the context`
        : `an argument was ${what}, which belongs to the caller`;
    const remedy = what === "returned" ? ": return a duplicate" : "; close only what you opened";
    return { kind: "handle", upstream: invalidHandle, problem: problem + remedy };
  }
}

const bans: Readonly<Record<Ban, Pick<Finding, "kind" | "problem">>> = {
  outside: {
    kind: "context",
    problem: "the context is used outside of any call; open a call of your own first",
  },
  left: {
    kind: "execution",
    problem: "the API is used after HPy_LeavePythonExecution and before HPy_ReenterPythonExecution",
  },
  forbidden: { kind: "context", problem: "the API is used in a function that must not use it" },
};
