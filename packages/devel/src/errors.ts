/** The errors of compiling extensions. What is wrong in an extension's own source is no error here, but a result. */

/** Compiling was asked for in a way that cannot be done. */
export class CompileOptionsError extends Error {
  /** The class's name. */
  override readonly name: string = "CompileOptionsError";
  /** The option in question, for instance `abi`. */
  readonly option: string;

  /** Makes the error for an option. */
  constructor(option: string, message: string) {
    super(message);
    this.option = option;
  }
}

/** CPython's headers, which extensions of the hybrid and the CPython ABI are compiled with, are not there. */
export class PythonHeadersError extends Error {
  /** The class's name. */
  override readonly name: string = "PythonHeadersError";
  /** The version that is needed, for instance `3.14`. */
  readonly version: string;

  /** Makes the error for a version. */
  constructor(version: string, message: string) {
    super(message);
    this.version = version;
  }
}

/** The compiler, or what it needs, is not there. */
export class CompilerMissingError extends Error {
  /** The class's name. */
  override readonly name: string = "CompilerMissingError";
}
