/**
 * What the code of direct functions consists of: calls of CPython, guarded where Python code may run in them, reference
 * counting, and ways into JavaScript for what is rare.
 *
 * A direct function may look into objects where that saves a call. Where an object keeps what was probed when the
 * interpreter was opened (`pyodide/layout.ts`); a probe that failed leaves out the code that needs it, and what remains
 * is the call.
 */

import {
  type ApiFunctionName,
  contextSignature,
  type DirectFunction,
  functionRow,
  type Link,
} from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { Layout, Transport } from "../transport.ts";

/** Instructions. */
export type Code = readonly number[];

/** Direct functions, by their names in the context. */
export type DirectFunctions = Readonly<Record<string, DirectFunction>>;

/** One call in so many looks whether the stack has room: a power of two. */
const sample = 32;

/** The helper that drops the last reference to an object. */
export const dropLast = "helper:dropLast";

/** Makes code for one interpreter. */
export class Emit {
  /** Where objects keep what. */
  readonly layout: Layout;
  readonly #ticks: number;
  readonly #symbol: (name: string) => number;

  /** For the interpreter behind `transport`. */
  constructor({ calls, layout, symbol }: Pick<Transport, "calls" | "layout" | "symbol">) {
    this.layout = layout;
    this.#ticks = calls.ticks;
    this.#symbol = symbol;
  }

  /** The address of a data symbol, on the stack. */
  address(symbol: string): Code {
    return op.i32Const(this.#symbol(symbol));
  }

  /** The type of the object in a local, on the stack. */
  typeOf(object: number): Code {
    return [...op.localGet(object), ...op.i32Load(this.layout.type)];
  }

  /** Whether the type of the object in a local is just this one. */
  isExactly(object: number, type: string): Code {
    return [...this.typeOf(object), ...this.address(type), ...op.i32Eq];
  }

  /** Increments the count of the object in a local, which is not null. @param scratch a local that may be overwritten. */
  increment(link: Link, object: number, scratch: number): Code {
    const { immortal, references } = this.layout;
    if (immortal === null) return [...op.localGet(object), ...op.call(link("c:Py_IncRef"))];
    return [
      ...[...op.localGet(object), ...op.i32Load(references), ...op.localTee(scratch)],
      ...[...op.i32Const(immortal), ...op.i32LtU, ...op.if, ...op.localGet(object)],
      ...[...op.localGet(scratch), ...op.i32Const(1), ...op.i32Add, ...op.i32Store(references), ...op.end],
    ];
  }

  /** Decrements the count of the object in a local, which is not null. @param scratch a local that may be overwritten. */
  decrement(link: Link, object: number, scratch: number): Code {
    const { immortal, references } = this.layout;
    if (immortal === null) return [...op.localGet(object), ...op.call(link("helper:decrement"))];
    return [
      ...[...op.localGet(object), ...op.i32Load(references), ...op.localTee(scratch)],
      ...[...op.i32Const(immortal), ...op.i32LtU, ...op.if],
      ...[...op.localGet(scratch), ...op.i32Const(1), ...op.i32Eq, ...op.if],
      ...[...op.localGet(object), ...op.call(link(dropLast)), ...op.else],
      ...[...op.localGet(object), ...op.localGet(scratch), ...op.i32Const(1), ...op.i32Sub],
      ...[...op.i32Store(references), ...op.end, ...op.end],
    ];
  }

  /** The same for an object that may be null. */
  release(link: Link, object: number, scratch: number): Code {
    return [...op.localGet(object), ...op.if, ...this.decrement(link, object, scratch), ...op.end];
  }

  /**
   * Looks at the stack now and then: JavaScript throws where it is nearly used up. A stack overflow that begins in
   * WebAssembly ends the interpreter, for no WebAssembly can catch it; but to ask each time (8-10 ns) costs more than
   * many a call. What recurses through the context comes by here at each level, and 128 KiB are enough for as many
   * levels as pass between two looks.
   *
   * Tried: what `pyodide/guard.ts` does, counting calls in progress and asking CPython's recursion limit where they are
   * nested deeply (2-3 ns more for each call). CPython counts nested calls itself, and what would cross its frames here
   * is the end of the interpreter in any case.
   *
   * Where WebAssembly may suspend (`run_sync`) it runs on a stack of its own, and JavaScript on the ordinary one, which is
   * all that JavaScript can measure. So a call that is far down there is handed to JavaScript, from where all goes on on
   * the ordinary stack, but cannot suspend (`Calls.room`).
   * @param member the function of the context, whose parameters still are what they were.
   * @param scratch a local that may be overwritten.
   */
  sampled(link: Link, member: string, scratch: number): Code {
    return [
      ...[...op.i32Const(0), ...op.i32Const(0), ...op.i32Load(this.#ticks), ...op.i32Const(1), ...op.i32Add],
      ...[...op.localTee(scratch), ...op.i32Store(this.#ticks), ...op.localGet(scratch)],
      ...[
        ...op.i32Const(sample - 1),
        ...op.i32And,
        ...op.i32Eqz,
        ...op.if,
        ...[
          ...op.call(link("js:room")),
          ...op.if,
          ...this.inJavaScript(link, member),
          ...op.return,
          ...op.end,
        ],
        ...op.end,
      ],
    ];
  }

  /**
   * A call in which Python code may run.
   * @param member the function of the context, which has not done anything yet.
   * @param call the arguments and the call.
   * @param scratch a local of its own.
   */
  guarded(link: Link, member: string, call: Code, scratch: number): Code {
    return [...this.sampled(link, member, scratch), ...call];
  }

  /** The function `member` of the context by this code; its parameters follow the context's, which is local 0. */
  define(member: string, locals: string, code: (link: Link) => Code): DirectFunction {
    return { signature: signatureOf(member), locals, code };
  }

  /** The function in JavaScript that does the same, called with the parameters: for what is rare. */
  inJavaScript(link: Link, member: string): Code {
    return [...parametersOf(member), ...op.call(link(`js:${member}`))];
  }
}

/** The WebAssembly type of a function of the context. */
export function signatureOf(member: string): string {
  return contextSignature(functionRow(member as ApiFunctionName));
}

/** How many parameters a function has behind the context. The first local behind them has this index plus one. */
export function arityOf(member: string): number {
  return Object.keys(functionRow(member as ApiFunctionName).params).length;
}

/** All parameters of a function of the context, without the context. */
export function parametersOf(member: string): Code {
  return Array.from({ length: arityOf(member) }, (_, index) => op.localGet(index + 1)).flat();
}
