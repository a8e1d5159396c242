/** What is around a sandbox whose boundary is WebAssembly. */

import type { Handle, Pointer, spec } from "@hpyjs/core";
import type { Boundary } from "../boundary.ts";
import type { SandboxHandles } from "../handles.ts";
import type { SandboxMemory } from "../memory.ts";
import type { ContextFunction } from "../uniform.ts";
import type { LinkedModule } from "./fast-module.ts";
import type { LateImports } from "./late-imports.ts";

/** An extension that its boundary is linked into. */
export interface LinkedInstance {
  /** What the linker says of it. */
  readonly module: LinkedModule;
  /** What the instance exports. */
  readonly exports: WebAssembly.Exports;
  /** Its imports. */
  readonly late: LateImports;
  /** Where its part of the table begins. */
  readonly tableBase: number;
}

/** What the code of the sandbox works with, and calls in JavaScript. */
export interface FastEnvironment {
  /** The module, where its boundary is linked into it; else `null`. */
  readonly linked: LinkedInstance | null;
  /** The module's memory, as it is. */
  readonly wasmMemory: WebAssembly.Memory;
  /** The module's memory. */
  readonly memory: SandboxMemory;
  /** The module's function table. */
  readonly table: WebAssembly.Table;
  /** The module's C stack pointer. */
  readonly stackPointer: WebAssembly.Global;
  /** Its handles. */
  readonly handles: SandboxHandles;
  /** Its boundary. */
  readonly boundary: Boundary;
  /** The functions of the context in JavaScript, by index of their rows. */
  readonly functions: readonly ContextFunction[];
  /** Lets the struct of an object go that dies. */
  readonly release: (words: Pointer) => void;
  /** The struct of the object with these words of ours, of a type with this block. */
  readonly struct: (words: Pointer, block: Pointer) => Pointer;
  /** Numbers for builders that JavaScript has made. */
  readonly adopt: Readonly<Record<"List" | "Tuple", (builder: number) => number>>;
  /** Does for an exported buffer what only JavaScript can: the module's struct, and the consumer's. */
  readonly fillBuffer: (struct: Pointer, buffer: Pointer) => void;
  /** Releases a buffer with a number of JavaScript's. */
  readonly releaseBuffer: (self: Handle, buffer: Pointer) => void;
  /** Calls a function of the module, the way through JavaScript. */
  readonly enter: (row: spec.SignatureRow, pointer: number, args: readonly number[]) => number;
}
