/** The errors of loading extensions from WebAssembly. */

/** Bytes that are no WebAssembly module. */
export class WasmFormatError extends Error {
  /** The class's name. */
  override readonly name: string = "WasmFormatError";
  /** Where in the file, in bytes from its start. */
  readonly offset: number;

  /** Makes the error for what is wrong at an offset. */
  constructor(offset: number, problem: string) {
    super(`not a valid WebAssembly module: ${problem} (at byte ${offset})`);
    this.offset = offset;
  }
}

/** An extension in WebAssembly that cannot be loaded. The messages are upstream's where upstream has one. */
export class WasmLoadError extends Error {
  /** The class's name. */
  override readonly name: string = "WasmLoadError";
  /** The file's path. */
  readonly path: string;

  /** Makes the error for a file. */
  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** An extension that is still in use cannot be unloaded. */
export class WasmInUseError extends Error {
  /** The class's name. */
  override readonly name: string = "WasmInUseError";
  /** What is still alive, for instance `1 type`. */
  readonly alive: readonly string[];

  /** Makes the error for the extension in the file at `path`, with what to do about it. */
  constructor(
    path: string,
    alive: readonly string[],
    advice = "Delete what refers to that (sys.modules too), run gc.collect(), and unload again.",
  ) {
    super(
      `Cannot unload the HPy extension '${path}': Python still has ${alive.join(" and ")} of it. ${advice}`,
    );
    this.alive = alive;
  }
}

/** A definition in an extension's memory that makes no sense. It becomes a Python SystemError. */
export class DefinitionError extends Error {
  /** The class's name. */
  override readonly name: string = "DefinitionError";
}
