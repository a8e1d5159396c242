/** The errors of loading hybrid extensions. */

import { WasmLoadError } from "@hpyjs/abi-universal";

/** A hybrid extension that was built for another interpreter. In Python, an ImportError. */
export class InterpreterTagError extends WasmLoadError {
  /** The class's name. */
  override readonly name: string = "InterpreterTagError";
  /** The tag in the file's name, for instance `cp313`; `null` when there is none. */
  readonly tag: string | null;
  /** The tag of the interpreter, for instance `cp314`. */
  readonly interpreter: string;

  /** Makes the error for the file at `path`. */
  constructor(path: string, message: string, tag: string | null, interpreter: string) {
    super(path, message);
    this.tag = tag;
    this.interpreter = interpreter;
  }
}
