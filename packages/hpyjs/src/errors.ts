/** The errors that the application layer itself makes. */

/** A Pyodide that is too old. */
export class PyodideVersionError extends Error {
  /** The class's name. */
  override readonly name: string = "PyodideVersionError";
  /** The version of the Pyodide that was passed. */
  readonly version: string;

  /** Makes the error for a version. */
  constructor(version: string) {
    super(
      `HPy.js cannot drive Pyodide ${version}: it needs 0.27 (Python 3.12) or later. ` +
        "Install a newer one, for instance with: npm install pyodide@latest",
    );
    this.version = version;
  }
}

/** The packages of the modes that HPy.js knows by name. */
const modePackages: ReadonlyMap<string, string> = new Map([
  ["debug", "@hpyjs/debug"],
  ["trace", "@hpyjs/trace"],
]);

/** A mode was asked for by a name that nobody has given it. */
export class UnknownModeError extends Error {
  /** The class's name. */
  override readonly name: string = "UnknownModeError";
  /** The name that was asked for. */
  readonly mode: string;
  /** The names that `loadHPy()` was given. */
  readonly known: readonly string[];

  /** Makes the error; the message says how to get the mode. */
  constructor(mode: string, known: readonly string[]) {
    const modePackage = modePackages.get(mode);
    const cause =
      modePackage === undefined
        ? `loadHPy() was given ${known.length === 0 ? "no modes" : `only ${known.join(", ")}`}.`
        : `install ${modePackage}, and give its mode to loadHPy(pyodide, { modes: { ${mode}: … } }).`;
    super(`Cannot load in mode "${mode}": ${cause}`);
    this.mode = mode;
    this.known = known;
  }
}

/** A script with an extension in TypeScript, `name.hpy0.js`, that cannot be loaded. */
export class ScriptLoadError extends Error {
  /** The class's name. */
  override readonly name: string = "ScriptLoadError";
  /** The file's path. */
  readonly path: string;

  /** Makes the error for a file. */
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`Error during loading of the HPy extension module at path '${path}': ${problem}`, options);
    this.path = path;
  }
}

/** A policy that leaves no way to run a text. */
export class EvaluationForbiddenError extends Error {
  /** The class's name. */
  override readonly name: string = "EvaluationForbiddenError";

  /** Makes the error. @param cause what `eval` threw. */
  constructor(cause: unknown) {
    super(
      "this page's Content-Security-Policy forbids to evaluate scripts: allow 'unsafe-eval', " +
        "or give the page's scripts a nonce, or in a worker allow blob: as a source of scripts.",
      { cause },
    );
  }
}
