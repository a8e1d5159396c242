/** One interpreter as the families of the context see it. */

import type { Memory, Pointer } from "@hpyjs/core";
import type { CApi } from "./capi.ts";
import { Edge } from "./edge.ts";
import { Raise } from "./raise.ts";
import { Strings } from "./strings.ts";
import type { Transport } from "./transport.ts";

/** Everything that belongs to one interpreter. Two interpreters share nothing. */
export interface Interpreter {
  /** The host's port. */
  readonly transport: Transport;
  /** CPython's C API. */
  readonly capi: CApi;
  /** The interpreter's memory. */
  readonly memory: Memory;
  /** Strings between JavaScript and C. */
  readonly strings: Strings;
  /** Raising Python exceptions. */
  readonly raise: Raise;
  /** The ways from Python into JavaScript. */
  readonly edge: Edge;
  /** Scratch memory of 64 bytes for out-parameters; its content does not survive a call that can run Python code. */
  readonly scratch: Pointer;
}

/** Puts together what belongs to the interpreter behind `transport`. */
export function createInterpreter(transport: Transport): Interpreter {
  const { capi, memory } = transport;
  const strings = new Strings(capi, memory);
  const raise = new Raise(transport, capi, strings);
  const bareRaise = new Raise(transport, transport.bare, new Strings(transport.bare, memory));
  const edge = new Edge(transport, bareRaise);
  return { transport, capi, memory, strings, raise, edge, scratch: memory.alloc(64) };
}
