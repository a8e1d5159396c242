/** HPy for JavaScript engines: Python extensions in TypeScript, loaded into Pyodide. */

export * from "./errors.ts";
export * from "./load-hpy.ts";
export type { ModeOrName } from "./modes.ts";
export type { PyodideLike } from "./pyodide.ts";
