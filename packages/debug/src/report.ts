/** Reports: what an extension did wrong, to which object, and where. */

import type { HandleRecord, Place } from "./handle-store.ts";

/** What an extension can do wrong. */
export type ViolationKind =
  /** A handle is used, closed or returned that is closed, or that is not the extension's to close or return. */
  | "handle"
  /** A handle that no context of this debug mode has given out, or that another context has. */
  | "foreign-handle"
  /** A builder is used after it was built or cancelled. */
  | "builder"
  /** A tracker is used after it was closed. */
  | "tracker"
  /** The API is used outside of a call, in a function that must not use it, or with another call's context. */
  | "context"
  /** Raw data is used after its handle was closed, or written to. */
  | "raw-data"
  /** A struct is asked for that the object does not have. */
  | "struct"
  /** An argument is of a kind that the function does not take. */
  | "argument"
  /** A global is used that the module does not list, or that another interpreter's module stored. */
  | "global"
  /** Python is left and re-entered in the wrong order, or used while it is left. */
  | "execution"
  /** `tp_traverse` does not visit just the fields that the object owns. */
  | "traverse";

/** What is known about a violation. */
export interface ReportFacts {
  /** What kind of mistake it is. */
  readonly kind: ViolationKind;
  /** Upstream's words for it, where upstream finds it too. */
  readonly upstream: string | null;
  /** What was wrong, in a sentence without its full stop. */
  readonly problem: string;
  /** The function of the API in which it was found; for results and arguments, the extension's own. */
  readonly where: string;
  /** The function of the extension that was running, or `""` when none was. */
  readonly within: string;
  /** The object, as Python shows it, as far as it is known. */
  readonly object: string | null;
  /** Where the handle was opened, or `null` where there is none. */
  readonly opened: Place | null;
  /** Where the handle was closed, or `null` when it is open. */
  readonly closed: Place | null;
  /** The JavaScript and WebAssembly frames at this moment. */
  readonly stack: string;
}

/** One violation. */
export class Report implements ReportFacts {
  /** What kind of mistake it is. */
  readonly kind: ViolationKind;
  /** Upstream's words for it, where upstream finds it too; else `null`. */
  readonly upstream: string | null;
  /** What was wrong, in a sentence without its full stop. */
  readonly problem: string;
  /** The function of the API in which it was found; for results and arguments, the extension's own. */
  readonly where: string;
  /** The function of the extension that was running, or the empty text. */
  readonly within: string;
  /** The object, as Python shows it, as far as it is known. */
  readonly object: string | null;
  /** Where the handle was opened, or `null` where there is none. */
  readonly opened: Place | null;
  /** Where the handle was closed, or `null` when it is open. */
  readonly closed: Place | null;
  /** The JavaScript and WebAssembly frames at this moment. */
  readonly stack: string;

  /** Makes a report. */
  constructor(facts: ReportFacts) {
    this.kind = facts.kind;
    this.upstream = facts.upstream;
    this.problem = facts.problem;
    this.where = facts.where;
    this.within = facts.within;
    this.object = facts.object;
    this.opened = facts.opened;
    this.closed = facts.closed;
    this.stack = facts.stack;
  }

  /** All of it, for people. */
  toString(): string {
    return this.stack === "" ? this.message : `${this.message}\n  now:\n${indent(this.stack)}`;
  }

  /** The same without the frames. */
  get message(): string {
    const inside = this.within === "" || this.within === this.where ? "" : `, called by ${this.within}`;
    const lines = [`${this.where}${inside}: ${this.problem}`];
    if (this.object !== null) lines.push(`  object: ${this.object}`);
    if (this.opened !== null) lines.push(...placeLines("opened", this.opened));
    if (this.closed !== null) lines.push(...placeLines("closed", this.closed));
    const text = lines.join("\n");
    return this.upstream === null ? text : `${this.upstream}\n${text}`;
  }
}

function placeLines(what: string, place: Place): string[] {
  const inside = place.in === "" || place.in === place.by ? "" : ` in ${place.in}`;
  const lines = [`  ${what} by ${place.by}${inside}`];
  if (place.stack !== "") lines.push(indent(place.stack));
  return lines;
}

function indent(text: string): string {
  return text.replace(/^ */gm, "      ");
}

/** Where a handle was opened. */
export function openedPlace({ openedBy, openedIn, openedStack }: HandleRecord): Place {
  return { by: openedBy, in: openedIn, stack: openedStack };
}

/** Where a handle was closed, or `null` while it is open. */
export function closedPlace({ open, closedBy, closedIn, closedStack }: HandleRecord): Place | null {
  return open !== 0 ? null : { by: closedBy, in: closedIn, stack: closedStack };
}
