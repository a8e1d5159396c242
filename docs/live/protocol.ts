/** What the page, its worker, and the build that makes the page say to each other. */

/** The language of an extension. */
export type Language = "ts" | "c";

/** The mode that an extension is loaded in. */
export type ModeName = "release" | "debug" | "trace";

/** Where an extension in C lives. */
export type Flavour = "linked" | "sandboxed";

/** An extension with a script that uses it. */
export interface Example {
  /** What it shows. */
  readonly name: string;
  /** The text of the extension. */
  readonly extension: string;
  /** The text of the script. */
  readonly script: string;
}

/** The examples by language. */
export type Examples = Readonly<Record<Language, readonly Example[]>>;

/** Build the extension, load it, run the script. */
export interface RunRequest {
  readonly kind: "run";
  readonly language: Language;
  readonly extension: string;
  readonly script: string;
  readonly mode: ModeName;
  readonly flavour: Flavour;
}

/** Run a line in the console. */
export interface ConsoleRequest {
  readonly kind: "console";
  readonly line: string;
}

/** What the page asks of the worker. */
export type Request = RunRequest | ConsoleRequest;

/** A row of the trace table. Times are in nanoseconds. */
export interface TraceRow {
  readonly name: string;
  readonly calls: number;
  readonly total: number;
  readonly self: number;
}

/** What the worker tells the page. */
export type Reply =
  /** Something takes a while. */
  | { readonly kind: "progress"; readonly text: string }
  /** The interpreter is there. */
  | { readonly kind: "ready"; readonly python: string }
  /** The interpreter could not be loaded: nothing can be run until the page starts another worker. */
  | { readonly kind: "unavailable"; readonly reason: string }
  /** Somebody wrote something. */
  | { readonly kind: "output"; readonly stream: "out" | "err"; readonly text: string }
  /** What debug mode says: leaks, and rules that were broken. */
  | { readonly kind: "debug"; readonly text: string }
  /** What trace mode counted. */
  | { readonly kind: "trace"; readonly rows: readonly TraceRow[] }
  /** A run has ended; `ok` says whether without an error. */
  | { readonly kind: "done"; readonly ok: boolean }
  /** A line of the console has ended; `more` says whether the statement goes on. */
  | { readonly kind: "prompt"; readonly more: boolean };
