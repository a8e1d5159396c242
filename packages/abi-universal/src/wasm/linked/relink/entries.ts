/**
 * The entries of a linked module: for each function in its part of the table, the ways in which Python may call it.
 *
 * Which of them are implementations, and of what kind, is known only when the module has run: so there is an entry for
 * every kind that the function's type allows. One that nobody asks for is never compiled. They share a global for the
 * context, which is set when the instance is bound, so that the module's bytes are the same each time. What an entry does
 * about a wrong number of arguments, or something thrown, is asked of JavaScript by the entry's number.
 */

import type { DirectContext, EntryKind, EntryRequest, Pointer, Refusal, WasmFunction } from "@hpyjs/core";
import {
  CodeTemplate,
  callHole,
  constHole,
  entryCode,
  entryLocals,
  op,
  targetArity,
  wasmLocals,
} from "@hpyjs/wasm";
import type { Additions } from "./additions.ts";
import type { ModuleParts } from "./parts.ts";

/** The name under which the module exports the global for the context. */
export const contextGlobal = "hpy.context";

/** What entries import, with its type. */
export const entryImports: Readonly<Record<"caught" | "refuse" | "thrown", string>> = {
  caught: "i:ii",
  refuse: "v:ii",
  thrown: "i:ii",
};

/** Kinds of entries with so many parameters, the instance's included. */
const kinds: readonly (readonly [kind: EntryKind, parameters: number])[] = [
  ["plain", 1],
  ["noArgs", 3],
  ["plain", 2],
  ["oneArg", 3],
  ["plain", 3],
  ["plain", 4],
  ["tuple", 3],
  ["vectorcall", 4],
  ["buffer", 3],
];

/** What the code of entries needs of the module. */
export interface EntryPlan {
  /** What it needs of the interpreter. */
  readonly entries: NonNullable<DirectContext["entries"]>;
  /** The index of the global for the context. */
  readonly context: number;
  /** The index of the stack pointer's global; `null` when the module has none. */
  readonly stackPointer: number | null;
  /** The index of the tag of the module's own exceptions; `null` when it has none. */
  readonly tag: number | null;
  /** The indices of the imports. */
  readonly imports: Readonly<Record<keyof typeof entryImports, number>>;
}

const nameOf = (place: number, position: number): string => `hpy.entry.${place * kinds.length + position}`;

/** V8 inlines no function that is longer, in bytes. */
const largestInlined = 500;

const holes = { call: 0, number: 1 } as const;

/**
 * Adds the entries of a module: those of a kind differ in which function they call, and in their number.
 *
 * V8 inlines into a function so many times its own length. An entry is short: when it came to be compiled, V8 inlined the
 * function that it calls, and then had next to nothing left for what that one calls in its loop, which had been inlined
 * while the function was compiled by itself. A list that was built item by item took a fifth longer from then on. So an
 * entry is as much longer as the function is, by bytes that nothing executes.
 * @returns the names of their exports, in order.
 */
export function addEntries(parts: ModuleParts, additions: Additions, plan: EntryPlan): string[] {
  const { context, entries, imports, stackPointer, tag } = plan;
  const number = constHole(holes.number);
  const templates = kinds.map(([kind, parameters]) => {
    const signature = `i:${"i".repeat(parameters)}`;
    const type = `i:i${"i".repeat(targetArity(kind, parameters))}`;
    let template: CodeTemplate | null = null;
    const make = (): CodeTemplate => {
      const code = entryCode(kind, signature, {
        ...entries,
        context: op.globalGet(context),
        call: callHole(holes.call),
        stackPointer,
        ...(tag !== null && { own: { tag, caught: [...number, ...op.call(imports.thrown)] } }),
        caught: (before) => [...number, ...op.localGet(before), ...op.call(imports.caught)],
        refuse: [...number, ...op.localGet(2), ...op.call(imports.refuse)],
      });
      return new CodeTemplate([...wasmLocals(entryLocals), ...code, ...op.end]);
    };
    return { signature, type, code: () => (template ??= make()) };
  });
  const names: string[] = [];
  for (const [place, index] of parts.tableFunctions) {
    const type = parts.types[parts.functionTypes[index - parts.functionImports] ?? -1] ?? null;
    const callee = additions.moved(index);
    const { end = 0, start = 0 } = parts.bodies[index - parts.functionImports] ?? {};
    const padding = end - start > largestInlined ? 0 : end - start;
    templates.forEach((template, position) => {
      if (type !== template.type) return;
      // In the order of `holes`. What is copied is overwritten for the next one.
      const code = template.code().filled([callee, place * kinds.length + position]);
      additions.add(template.signature, code, padding);
      names.push(nameOf(place, position));
    });
  }
  return names;
}

/** The entries of one instance. */
export class InstanceEntries {
  readonly #requests: Map<number, EntryRequest> = new Map();
  #exports: WebAssembly.Exports = {};
  #tableBase = 0;
  #raise: (exception: number) => void = () => {};

  /** What the instance imports for them. */
  readonly imports: Readonly<Record<keyof typeof entryImports, WasmFunction>> = {
    caught: (entry, depth) => {
      const request = this.#requests.get(entry as number);
      request?.caught(depth as number);
      return request?.failure ?? 0;
    },
    refuse: (entry, given) => {
      this.#requests.get(entry as number)?.refusal?.raise(given as number);
      return undefined;
    },
    thrown: (exception, entry) => {
      this.#raise(exception as number);
      return this.#requests.get(entry as number)?.failure ?? 0;
    },
  };

  /** Says where the instance is. */
  begin(exports: WebAssembly.Exports, tableBase: number): void {
    this.#exports = exports;
    this.#tableBase = tableBase;
  }

  /** Says with which context the instance is called. @param raise raises for a C++ exception that it throws. */
  bind(context: Pointer, raise: (exception: number) => void): void {
    this.#raise = raise;
    const global = this.#exports[contextGlobal];
    if (global instanceof WebAssembly.Global) global.value = context;
  }

  /** The entry for the function behind a pointer; `null` where there is none, or another wants something else of it. */
  find(pointer: Pointer, request: EntryRequest): WasmFunction | null {
    const parameters = request.signature.length - 2;
    const position = kinds.findIndex(([kind, count]) => kind === request.kind && count === parameters);
    const place = pointer - this.#tableBase;
    const entry = this.#exports[nameOf(place, position)];
    if (position < 0 || typeof entry !== "function" || !request.signature.startsWith("i:")) return null;
    const number = place * kinds.length + position;
    const other = this.#requests.get(number);
    if (other !== undefined && !isSame(other, request)) return null;
    this.#requests.set(number, request);
    return entry as WasmFunction;
  }
}

function isSame(one: EntryRequest, other: EntryRequest): boolean {
  const key = (refusal: Refusal | undefined): string | undefined => refusal?.key;
  return one.failure === other.failure && key(one.refusal) === key(other.refusal);
}
