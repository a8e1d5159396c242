/**
 * The compiler as a synchronous function: upstream's tests compile in the middle of a Python call. It runs in a thread
 * of its own, started by the first call, for which the caller waits.
 */

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { PythonVersion } from "@hpyjs/devel";

/** What is compiled: the sources of one module. */
export interface CompileRequest {
  /** The module's name. */
  readonly name: string;
  /** Its sources, the main one first. */
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  /** Upstream's name of the ABI. */
  readonly abi: string;
  /** Python's version. */
  readonly python: PythonVersion;
}

/** What became of it. */
export interface CompileAnswer {
  /** Whether there is a module. */
  readonly ok: boolean;
  /** The module. */
  readonly bytes?: Uint8Array;
  /** What the compiler said. */
  readonly stderr: string;
}

/** What the thread is sent. */
export interface CompileMessage {
  /** What to compile. */
  readonly request: CompileRequest;
  /** Where the answer goes. */
  readonly port: MessagePort;
  /** Set to 1, and notified, when the answer is there. */
  readonly signal: Int32Array<SharedArrayBuffer>;
}

/** How long one module may take, in milliseconds; the first one loads the compiler. */
const deadline = 120_000;

/** A compiler in a thread. */
export class SyncCompiler {
  #thread: Worker | null = null;

  /** Compiles one module. */
  compile(request: CompileRequest): CompileAnswer {
    this.#thread ??= startThread();
    const signal = new Int32Array(new SharedArrayBuffer(4));
    const { port1: here, port2: there } = new MessageChannel();
    this.#thread.postMessage({ request, port: there, signal }, [there]);
    if (Atomics.wait(signal, 0, 0, deadline) === "timed-out") {
      return { ok: false, stderr: `the compiler did not answer within ${deadline / 1000} seconds` };
    }
    const answer = receiveMessageOnPort(here) as { message: CompileAnswer };
    here.close();
    return answer.message;
  }
}

function startThread(): Worker {
  const thread = new Worker(new URL("compile-worker.ts", import.meta.url));
  // The process ends when the tests have, whatever the compiler does.
  thread.unref();
  return thread;
}
