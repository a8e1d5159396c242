/**
 * What the suites run on. A target says what it is and opens sessions; a session is one interpreter with a way to
 * load fixtures into it. Everything else (running, measuring, counting, mutating) is done on top of these two.
 */

import { type ApiFunctionName, type Handle, type Layer, spec } from "@hpyjs/core";

/** The language that the extensions of a target are written in. */
export type Language = "typescript" | "c";

/** What a session's interpreter has written since it was last asked. */
export interface Output {
  /** Standard output, as UTF-8. */
  readonly stdout: string;
  /** Standard error, as UTF-8. */
  readonly stderr: string;
}

/** A function of JavaScript that the harness's Python code calls. */
export type HostFunction = (argument: string) => string;

/** One interpreter. */
export interface Session {
  /** The context of the target's ABI, with the target's modes around it. */
  readonly layer: Layer;
  /**
   * Makes a module of a fixture, bound to `layer`, without a place in `sys.modules`. Runs inside
   * `layer.boundary.enter`. The handle is the caller's; null with an exception set when it failed.
   * @throws RangeError when the target has no such fixture.
   */
  load(fixture: string, layer: Layer): Handle;
  /** Makes a Python module named `name` whose attributes are functions of JavaScript. */
  expose(name: string, functions: Readonly<Record<string, HostFunction>>): void;
  /** Runs Python source in `__main__`. @throws whatever Python raises. */
  run(source: string): void;
  /**
   * A function for the Python callable that an expression gives, evaluated in `__main__`. The callable takes and
   * returns `str`. A call through it may not leave anything behind in the interpreter: the leak checks see it.
   */
  bind(expression: string): (...args: readonly string[]) => string;
  /**
   * Bytes that the interpreter's memory allocator has handed out, or `null` where the host cannot tell. Needed where
   * `sys.getallocatedblocks()` is always 0, as in Pyodide, whose CPython has no allocator of its own.
   */
  bytesInUse(): number | null;
  /** What was written to the C level's standard streams since the last call. */
  output(): Output;
  /** Lets go of the interpreter. */
  close(): void;
}

/** A combination of language, ABI, modes and Python version. */
export interface Target {
  /** The name by which it is chosen and reported: `typescript-universal-3.14`. */
  readonly name: string;
  /** Python's version: `3.14`. */
  readonly python: string;
  /** The language of its fixtures. */
  readonly language: Language;
  /** How its fixtures are bound to a context. */
  readonly abi: "universal" | "cpython" | "hybrid";
  /** The modes around the context, inner first; none for release. */
  readonly modes: readonly string[];
  /** The functions that the target does not offer to an extension, each with the reason. */
  readonly withheld: ReadonlyMap<ApiFunctionName, string>;
  /** Whether its extensions have a memory of their own, and are let into the interpreter by grants only. */
  readonly sandboxed?: boolean;
  /**
   * `false` where nobody can count what extensions use, or break it: they do not go through a layer of ours, or are to go the
   * ways that they go when nothing is wrapped around it.
   */
  readonly counted?: boolean;
  /** Whether a failure fails the run; an early warning does not. */
  readonly gates: boolean;
  /** Whether it runs when nothing is said. The others complete the matrix. */
  readonly routine: boolean;
  /** Starts an interpreter. */
  open(): Promise<Session>;
}

/** The functions of the context that a target offers, by index. */
export function offered(target: Pick<Target, "withheld">): readonly spec.FunctionRow[] {
  return spec.functions.filter((row) => !target.withheld.has(row.member as ApiFunctionName));
}
