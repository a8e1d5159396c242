/** Python's output on this process's output, byte for byte and at once. */

import { writeSync } from "node:fs";
import { isatty } from "node:tty";

interface Writer {
  write(bytes: Uint8Array): number;
  readonly isatty: boolean;
}

/** A Pyodide whose output can be sent elsewhere. */
export interface Streams {
  /** Says where standard output goes. */
  setStdout(writer: Writer): void;
  /** Says where standard error goes. */
  setStderr(writer: Writer): void;
}

/** Sends Python's output to this process's. */
export function standardStreams(pyodide: Streams): void {
  pyodide.setStdout(writerTo(1));
  pyodide.setStderr(writerTo(2));
}

function writerTo(descriptor: number): Writer {
  return {
    isatty: isatty(descriptor),
    write: (bytes) => {
      let written = 0;
      while (written < bytes.length) written += writeSome(descriptor, bytes.subarray(written));
      return bytes.length;
    },
  };
}

/** A pipe that nobody reads at this moment is waited for. */
function writeSome(descriptor: number, bytes: Uint8Array): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (thrown) {
    if (!(thrown instanceof Error) || Reflect.get(thrown, "code") !== "EAGAIN") throw thrown;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    return 0;
  }
}
