/** The errors that this package's users can meet. Each carries its data; the message says what to do. */

/** A module asks for an ABI version that this runtime does not offer. */
export class AbiVersionError extends Error {
  /** The class's name. */
  override readonly name: string = "AbiVersionError";
  /** The version that the module requires. */
  readonly required: AbiVersion;
  /** The version that the runtime offers. */
  readonly supported: AbiVersion;

  /** Makes the error for module `moduleName`; the message is upstream's. */
  constructor(moduleName: string, required: AbiVersion, supported: AbiVersion) {
    super(
      `HPy extension module '${moduleName}' requires unsupported version of the HPy runtime. ` +
        `Requested version: ${required.major}.${required.minor}. ` +
        `Current HPy version: ${supported.major}.${supported.minor}.`,
    );
    this.required = required;
    this.supported = supported;
  }
}

/** A version of the universal ABI. */
export interface AbiVersion {
  /** Changes when old modules no longer load (`HPY_ABI_VERSION`). */
  readonly major: number;
  /** Grows when entries are appended (`HPY_ABI_VERSION_MINOR`). */
  readonly minor: number;
}

/** A handle was used that is null, closed, or was never open. */
export class HandleError extends Error {
  /** The class's name. */
  override readonly name: string = "HandleError";
}

/** The interpreter was left in the middle of its own code, by a stack overflow or a trap, and must not be used on. */
export class InterpreterDeadError extends Error {
  /** The class's name. */
  override readonly name: string = "InterpreterDeadError";

  /**
   * Makes the error; `cause` is what was thrown through the interpreter's frames.
   * @param what what happened, where more is known of it.
   */
  constructor(cause: unknown, what = "an error crossed its own frames") {
    super(
      `The Python interpreter is dead: ${what}, so its state cannot be trusted. ` +
        "Start a new interpreter; the cause of this error says what happened.",
      { cause },
    );
  }
}
